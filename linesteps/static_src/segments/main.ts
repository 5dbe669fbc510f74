// Segments: the live count in the form.

import { CountController } from "./count";
import "./main.css";

const { wagtail } = window as unknown as {
  wagtail: { app: { register(name: string, controller: unknown): void } };
};
wagtail.app.register("ls-segment-count", CountController);

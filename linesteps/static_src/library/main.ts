// The message library: pictures of messages in the list, beside the form and before publishing.

import { FormController } from "./form";
import { PictureController } from "./picture";
import "../chat/chat.css";
import "./main.css";

const { wagtail } = window as unknown as {
  wagtail: { app: { register(name: string, controller: unknown): void } };
};
wagtail.app.register("ls-library-picture", PictureController);
wagtail.app.register("ls-library-form", FormController);

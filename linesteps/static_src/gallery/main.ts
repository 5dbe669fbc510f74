// The gallery of templates: filters that answer at once, and a conversation that plays over its days.

import { GalleryController } from "./gallery";
import { TalkController } from "./talk";
import "../chat/chat.css";
import "./main.css";

const { wagtail } = window as unknown as {
  wagtail: { app: { register(name: string, controller: unknown): void } };
};
wagtail.app.register("ls-gallery", GalleryController);
wagtail.app.register("ls-talk", TalkController);

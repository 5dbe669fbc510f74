// A few line icons, drawn here so that no font is needed.

const PATHS = {
  image: "M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15.5 9.5h.01",
  camera:
    "M4 8h3.500l1.500-2.500h6l1.500 2.500H20v11H4z M12 16.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M8.5 14.5a4.5 4.5 0 0 0 7 0 M9 9.5h.01 M15 9.5h.01",
  pin: "M12 21s7-6.3 7-11.5a7 7 0 1 0-14 0C5 14.700 12 21 12 21z M12 12a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  sound: "M4 10v4h4l5 4V6L8 10z M16.500 9a4 4 0 0 1 0 6",
  play: "M8 5l11 7-11 7z",
};

export function icon(name: keyof typeof PATHS): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const settings = {
    viewBox: "0 0 24 24",
    class: "ls-chat__glyph",
    "aria-hidden": "true",
    focusable: "false",
  };
  for (const [key, value] of Object.entries(settings)) svg.setAttribute(key, value);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

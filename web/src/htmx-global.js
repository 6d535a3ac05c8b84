// The extension looks for htmx in the window, so it must be there before the extension runs.
import htmx from "htmx.org/dist/htmx.esm.js";

globalThis.htmx = htmx;

// Packages stand beside the app's sources, not beside its tests.
import { registerHooks } from "node:module";

const app = new URL("../../../service/web/ui/src/", import.meta.url).href;

registerHooks({
  resolve(name, context, next) {
    const packaged = !name.startsWith(".") && !name.startsWith("node:") && !name.startsWith("file:");
    const found = next(name, packaged ? { ...context, parentURL: app } : context);
    // Vite reads words without being told what they are written in; Node wants to be told.
    return found.url.endsWith(".json") ? { ...found, importAttributes: { type: "json" } } : found;
  },
});

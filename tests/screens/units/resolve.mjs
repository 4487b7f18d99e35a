// Packages stand beside the app's sources, not beside its tests.
import { registerHooks } from "node:module";

const app = new URL("../../../service/web/ui/src/", import.meta.url).href;

registerHooks({
  resolve(name, context, next) {
    const packaged = !name.startsWith(".") && !name.startsWith("node:") && !name.startsWith("file:");
    return next(name, packaged ? { ...context, parentURL: app } : context);
  },
});

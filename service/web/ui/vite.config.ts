// How the web app is built. `python -m service.web.build` calls this with the Node of the wheel; nobody needs their own.
import { defineConfig } from "vite";

// The service that answers /api and /live while `vite` serves the sources (`npm run dev`).
const service = "http://127.0.0.1:8000";

export default defineConfig({
  root: import.meta.dirname,
  // TSX without Babel: the compiler that comes with Vite knows Preact's factory.
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    // The laptops of small town halls: browsers since about 2021.
    target: ["chrome87", "edge88", "firefox78", "safari14"],
    // The pages are served with `default-src 'self'`: nothing inline, no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Every file but index.html carries the hash of its content, so that it may be cached for ever.
    rollupOptions: {
      output: {
        entryFileNames: "assets/[name]-[hash].js",
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
    reportCompressedSize: false,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": service, "/live": { target: service, ws: true } },
  },
});

// How the web app is built. `python -m service.web.build` calls this with the Node of the wheel; nobody needs their own.
import { defineConfig } from "vite";

// The service that answers /api and /live while `vite` serves the sources (`npm run dev`).
const service = "http://127.0.0.1:8000";

/** What only the service says, on a terminal, in a letter, in a document or in an agenda: no screen carries it. Refusals come apart (refusals.ts). */
const SAID_ELSEWHERE = /^(accessibility|cli|directory_table|document|embedded|error_page|fake_provider|legal|mail|meeting_agenda|missing|month|notice|privacy|process_step|public_feed|public_page|refused|report|settings|unbuilt|unsubscribe|word|yearly)\./;

/** What only pages say that are fetched when somebody opens them: in French it comes with the first of these (parts/Later.tsx). */
const SAID_LATER = /^(booklet|bulk|calendar|chart|comments|compare|consultation|council|directory|files|first|gallery|home|import|journal|map|mentoring_graph|minutes|my_data|next\.file|paste|places|portfolio|problem\.file|programs|questionnaire|roadmap|search|synthesis|taking|timeline|views|webhooks)\./;

export default defineConfig({
  plugins: [
    {
      name: "words-of-the-screens",
      enforce: "pre",
      transform(code: string, id: string) {
        if (!/\/locales\/\w+\.json(\?refused|\?later)?$/.test(id)) {
          return null;
        }
        const all = Object.entries(JSON.parse(code) as Record<string, string>);
        if (id.endsWith("?refused")) {
          const sentences = all.filter(([key]) => key.startsWith("refused.")).map(([key, text]) => [key.slice("refused.".length), text]);
          return { code: `export default ${JSON.stringify(Object.fromEntries(sentences))}`, moduleType: "js", map: null };
        }
        if (id.endsWith("?later")) {
          return { code: `export default ${JSON.stringify(Object.fromEntries(all.filter(([key]) => SAID_LATER.test(key))))}`, moduleType: "js", map: null };
        }
        const first = id.endsWith("/fr.json"); // the other language is fetched whole
        return { code: JSON.stringify(Object.fromEntries(all.filter(([key]) => !SAID_ELSEWHERE.test(key) && !(first && SAID_LATER.test(key))))), map: null };
      },
    },
  ],
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

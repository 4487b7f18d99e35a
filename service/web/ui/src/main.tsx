/** The start: the language, the address, who is signed in; then the page. */

import { render } from "preact";
import { App } from "./App.tsx";
import { startRemembering } from "./back.ts";
import { preferredLanguage, speak } from "./i18n.ts";
import { startGuarding } from "./leaving.ts";
import "./parts/redacted.ts";
import { startRouting } from "./router.ts";
import { checkSession } from "./session.ts";
import { startStanding } from "./stand.ts";
import "./styles/index.css";

startRouting();
startRemembering();
startGuarding();
startStanding();
void speak(preferredLanguage()).finally(() => {
  const root = document.getElementById("app");
  if (root !== null) {
    render(<App />, root);
    void checkSession();
  }
});

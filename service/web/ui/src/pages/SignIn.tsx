/** Signing in by a one-time link: mail scanners open links, so a person presses the button that redeems it. */

import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { explain } from "../api.ts";
import { t } from "../i18n.ts";
import { go } from "../router.ts";
import { signIn, standing } from "../session.ts";

/** What stood behind the # of the link. Taken out of the address at once, so that it stays in no history and on no screenshot. */
const token = signal("");

function takeToken(): void {
  if (location.pathname === "/sign-in" && location.hash.length > 1) {
    token.value = location.hash.slice(1);
    history.replaceState(null, "", "/sign-in");
  }
}

takeToken();
// A link pasted where this page already stands changes nothing but what is behind the #.
addEventListener("hashchange", takeToken);

export function SignIn() {
  return <Redeem key={token.value} token={token.value} />;
}

function Redeem({ token }: { readonly token: string }) {
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const redeem = async (): Promise<void> => {
    setBusy(true);
    try {
      await signIn(token);
      go("/", "replace");
    } catch (problem) {
      setFailure(explain(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="narrow">
      <h1 tabIndex={-1}>{t("sign_in.title")}</h1>
      <p class="lead-in">{t("sign_in.about")}</p>
      {token !== "" && failure === null ? (
        <>
          <p>{t("sign_in.ready")}</p>
          <button type="button" class="button button-main button-large" disabled={busy} onClick={() => void redeem()}>
            {t(busy ? "sign_in.busy" : "sign_in.do")}
          </button>
        </>
      ) : (
        <>
          <div role="alert">{failure !== null && <p class="wrong wrong-box">{failure}</p>}</div>
          <p>{t(standing.value === "signed_in" ? "sign_in.already" : "sign_in.ask")}</p>
          {standing.value === "signed_in" && (
            <a class="button button-main" href="/">
              {t("nav.all_networks")}
            </a>
          )}
        </>
      )}
      <p class="hint">{t("sign_in.cookie")}</p>
    </div>
  );
}

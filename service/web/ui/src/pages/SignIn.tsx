/**
 * Signing in: by a one-time link, by a password, at an identity provider; whatever is set up here, and nothing else.
 *
 * Mail scanners open links, so a person presses the button that redeems one.
 */

import { signal } from "@preact/signals";
import { useEffect, useId, useState } from "preact/hooks";
import { explain } from "../api.ts";
import { lookup, t } from "../i18n.ts";
import { go, query } from "../router.ts";
import { askForLink, depart, findWays, signIn, signInWithPassword, standing, ways } from "../session.ts";

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

/** Why an identity provider sent the person back without a session; the address may say anything, so only known sentences are shown. */
function sentBack(): string | null {
  const code = query.value.get("problem") ?? "";
  const sentence = /^oidc\.[a-z_]+$/.test(code) ? lookup(`problem.${code}`) : null;
  return sentence === null ? null : `${sentence} ${lookup(`next.${code}`) ?? ""}`;
}

function Redeem({ token }: { readonly token: string }) {
  const [failure, setFailure] = useState<string | null>(sentBack);
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
      <div role="alert">{failure !== null && <p class="wrong wrong-box">{failure}</p>}</div>
      {token !== "" && failure === null ? (
        <>
          <p>{t("sign_in.ready")}</p>
          <button type="button" class="button button-main button-large" aria-disabled={busy} onClick={() => !busy && void redeem()}>
            {t(busy ? "sign_in.busy" : "sign_in.do")}
          </button>
        </>
      ) : standing.value === "signed_in" ? (
        <>
          <p>{t("sign_in.already")}</p>
          <a class="button button-main" href="/networks">
            {t("nav.all_networks")}
          </a>
        </>
      ) : (
        <Ways onFailure={setFailure} />
      )}
      <p class="hint">{t("sign_in.cookie")}</p>
    </div>
  );
}

function Ways({ onFailure }: { readonly onFailure: (failure: string | null) => void }) {
  const offered = ways.value;
  useEffect(() => {
    findWays().catch((problem: unknown) => onFailure(explain(problem)));
  }, []);
  const leave = (provider: string): void => {
    onFailure(null);
    depart(provider).catch((problem: unknown) => onFailure(explain(problem)));
  };
  return (
    <>
      {(offered?.providers ?? []).map(({ provider, name }) => (
        <div key={provider} class="way">
          <button type="button" class="button button-main button-large" onClick={() => leave(provider)}>
            {t("sign_in.at", { name })}
          </button>
          {provider === "proconnect" && (
            <details class="hint">
              <summary>{t("sign_in.what_is_proconnect")}</summary>
              <p>{t("sign_in.proconnect")}</p>
            </details>
          )}
        </div>
      ))}
      {offered !== null && <ByAddress link={offered.link} onFailure={onFailure} />}
      <p>{t("sign_in.ask")}</p>
    </>
  );
}

function ByAddress({ link, onFailure }: { readonly link: boolean; readonly onFailure: (failure: string | null) => void }) {
  const id = useId();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(false);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setSent(false);
    onFailure(null);
    try {
      if (email.trim() === "") {
        onFailure(t("sign_in.no_email"));
        document.getElementById(`${id}email`)?.focus();
      } else {
        await work();
      }
    } catch (problem) {
      onFailure(explain(problem));
    } finally {
      setBusy(false);
    }
  };
  const enter = async (): Promise<void> => {
    if (password === "" && link) {
      await askForLink(email.trim());
      setSent(true);
    } else {
      await signInWithPassword(email.trim(), password);
      go("/", "replace");
    }
  };
  return (
    <form
      class="way"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) {
          void attempt(enter);
        }
      }}
    >
      <label for={`${id}email`}>{t("sign_in.email")}</label>
      <input
        id={`${id}email`}
        class="control"
        type="text"
        inputMode="email"
        autocomplete="username"
        maxLength={254}
        value={email}
        onInput={(event) => setEmail(event.currentTarget.value)}
      />
      <label for={`${id}password`}>{t("sign_in.password")}</label>
      <input
        id={`${id}password`}
        class="control"
        type="password"
        autocomplete="current-password"
        maxLength={1000}
        value={password}
        aria-describedby={link ? `${id}hint` : undefined}
        onInput={(event) => setPassword(event.currentTarget.value)}
      />
      {link && (
        <p id={`${id}hint`} class="hint">
          {t("sign_in.no_password")}
        </p>
      )}
      <div class="way-do">
        <button type="submit" class="button button-main" aria-disabled={busy}>
          {t(busy ? "sign_in.busy" : "sign_in.do")}
        </button>
        {link && (
          <button
            type="button"
            class="button"
            aria-disabled={busy}
            onClick={() => {
              void attempt(async () => {
                await askForLink(email.trim());
                setSent(true);
              });
            }}
          >
            {t("sign_in.send_link")}
          </button>
        )}
      </div>
      <p role="status">{sent && t("sign_in.link_sent")}</p>
    </form>
  );
}

/** One's own account: the address, the password, and every browser in which one is signed in. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { moment } from "../format.ts";
import { t } from "../i18n.ts";
import { notify } from "../notices.ts";
import { forgetSession } from "../session.ts";
import type { AccountPage, ListedSession } from "../types.ts";
import { Notifications } from "./Notifications.tsx";

export function MyAccount() {
  const [mine, setMine] = useState<AccountPage | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const look = (): void => {
    ask<AccountPage>("GET", "/account")
      .then(setMine)
      .catch((problem: unknown) => setFailure(explain(problem)));
  };
  useEffect(look, []);
  if (mine === null) {
    return (
      <div class="narrow" aria-busy={failure === null}>
        <h1 tabIndex={-1}>{t("my_account.title")}</h1>
        <p>{failure ?? t("loading")}</p>
      </div>
    );
  }
  return (
    <div class="narrow my-account">
      <h1 tabIndex={-1}>{t("my_account.title")}</h1>
      <p>
        {mine.name ?? t("person.unknown")}
        {mine.function !== null && <span class="quiet"> {mine.function}</span>}
      </p>
      <p>
        <a href="/my-data">{t("my_data.title")}</a>
      </p>
      <Address mine={mine} />
      <Password mine={mine} onDone={look} />
      <Notifications />
      <Sessions sessions={mine.sessions} onDone={look} />
    </div>
  );
}

interface FormProps {
  readonly mine: AccountPage;
  readonly title: string;
  readonly path: string;
  readonly field: "email" | "password";
  readonly label: string;
  readonly submit: string;
  readonly hint: string;
  readonly onDone: (sent: string) => void;
  readonly children?: ComponentChildren;
}

/** One thing to change, and the former password where the person came in by it or a while ago. */
function Change({ mine, title, path, field, label, submit, hint, onDone, children }: FormProps) {
  const id = useId();
  const [value, setValue] = useState("");
  const [former, setFormer] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = !mine.proved && mine.password_set_at !== null;
  const send = async (): Promise<void> => {
    setBusy(true);
    setWrong(null);
    try {
      await ask<undefined>("POST", path, asked ? { [field]: value, former } : { [field]: value });
      setValue("");
      setFormer("");
      onDone(value);
    } catch (problem) {
      setWrong(explain(problem));
    } finally {
      setBusy(false);
    }
  };
  const shared = {
    id: `${id}value`,
    class: "control",
    maxLength: 1000,
    value,
    "aria-describedby": `${id}hint ${id}wrong`,
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => setValue(event.currentTarget.value),
  };
  return (
    <section aria-labelledby={`${id}title`}>
      <h2 id={`${id}title`}>{title}</h2>
      {children}
      <form
        class="way"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) {
            void send();
          }
        }}
      >
        {field === "password" && <input class="hidden" type="text" autocomplete="username" value={mine.email ?? ""} readOnly tabIndex={-1} aria-hidden="true" />}
        {asked && (
          <>
            <label for={`${id}former`}>{t("my_account.former")}</label>
            <input
              id={`${id}former`}
              class="control"
              type="password"
              autocomplete="current-password"
              maxLength={1000}
              value={former}
              onInput={(event) => setFormer(event.currentTarget.value)}
            />
          </>
        )}
        <label for={`${id}value`}>{label}</label>
        {field === "password" ? <input {...shared} type="password" autocomplete="new-password" /> : <input {...shared} type="text" inputMode="email" autocomplete="email" />}
        <p id={`${id}hint`} class="hint">
          {hint}
        </p>
        <p id={`${id}wrong`} class="wrong" role="alert">
          {wrong}
        </p>
        <div class="way-do">
          <button type="submit" class="button button-main" aria-disabled={busy}>
            {submit}
          </button>
        </div>
      </form>
    </section>
  );
}

function Address({ mine }: { readonly mine: AccountPage }) {
  return (
    <Change
      mine={mine}
      title={t("my_account.address")}
      path="/account/email"
      field="email"
      label={t("my_account.new_address")}
      submit={t("my_account.send_confirmation")}
      hint={t("my_account.address_hint")}
      onDone={(email) => notify("done", t("my_account.confirmation_sent", { email }))}
    >
      <p>{mine.email ?? t("my_account.no_address")}</p>
    </Change>
  );
}

function Password({ mine, onDone }: { readonly mine: AccountPage; readonly onDone: () => void }) {
  if (mine.email === null) {
    return (
      <section>
        <h2>{t("my_account.password")}</h2>
        <p>{t("my_account.password_needs_address")}</p>
      </section>
    );
  }
  return (
    <Change
      mine={mine}
      title={t("my_account.password")}
      path="/account/password"
      field="password"
      label={t("my_account.new_password")}
      submit={t("my_account.set_password")}
      hint={t("my_account.password_hint")}
      onDone={() => {
        notify("done", t("my_account.password_set"));
        onDone();
      }}
    >
      <p>{mine.password_set_at === null ? t("my_account.no_password") : t("my_account.password_since", { when: moment(mine.password_set_at) })}</p>
    </Change>
  );
}

interface SessionsProps {
  readonly sessions: readonly ListedSession[];
  readonly onDone: () => void;
}

function Sessions({ sessions, onDone }: SessionsProps) {
  const end = (one: ListedSession): void => {
    ask<undefined>("DELETE", `/account/sessions/${one.session_id}`)
      .then(() => notify("done", t("my_account.session_ended")))
      .catch((problem: unknown) => notify("problem", explain(problem)))
      .finally(onDone);
  };
  const endAll = (): void => {
    ask<undefined>("DELETE", "/account/sessions")
      .then(forgetSession)
      .catch((problem: unknown) => notify("problem", explain(problem)));
  };
  return (
    <section aria-labelledby="sessions-title">
      <h2 id="sessions-title">{t("my_account.sessions")}</h2>
      <p class="hint">{t("my_account.sessions_hint")}</p>
      <ul class="rows">
        {sessions.map((one) => {
          const device = one.device ?? t("my_account.unknown_device");
          return (
            <li key={one.session_id} class="session-line">
              <p>
                <strong>{device}</strong> {one.here && <em>{t("my_account.here")}</em>}
                <br />
                <span class="quiet">
                  {t("my_account.seen", { when: moment(one.seen_at), how: t(`my_account.by_${one.method}`) })}
                  {one.place !== null && ` ${t("my_account.from", { place: one.place })}`}
                </span>
              </p>
              {!one.here && (
                <button type="button" class="button button-small" onClick={() => end(one)}>
                  {t("my_account.end")}
                  <span class="hidden">
                    {" "}
                    {device}, {moment(one.seen_at)}
                  </span>
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <button type="button" class="button" onClick={endAll}>
        {t("my_account.end_all")}
      </button>
    </section>
  );
}

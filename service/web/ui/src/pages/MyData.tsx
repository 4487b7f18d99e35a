/** One's own data: what is known, what others see of it, all of it to take along, and what one asks about it. */

import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { longDayOf } from "../format.ts";
import { lawful, t } from "../i18n.ts";
import { notify } from "../notices.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { networks } from "../session.ts";
import { emptied } from "../typed.ts";
import type { DataRequest, MyData as Mine, Profile } from "../types.ts";
import { MyPhoto } from "./MyPhoto.tsx";

const FIELDS = ["name", "function", "mandate", "contact_email", "contact_phone"] as const;
const KINDS = ["rectification", "access", "portability", "erasure"] as const;
type Kind = (typeof KINDS)[number];

export function MyData() {
  const [mine, setMine] = useState<Mine | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const look = (): void => {
    ask<Mine>("GET", "/my-data")
      .then(setMine)
      .catch((problem: unknown) => setFailure(explain(problem)));
  };
  useEffect(look, []);
  if (mine === null) {
    return (
      <div class="narrow my-data">
        <h1 tabIndex={-1}>{t("my_data.title")}</h1>
        <p class="empty" aria-busy={failure === null}>
          {failure ?? t("loading")}
        </p>
      </div>
    );
  }
  return (
    <div class="narrow my-data">
      <h1 tabIndex={-1}>{t("my_data.title")}</h1>
      <p>
        {t("my_data.explained")} <a href={lawful("/donnees-personnelles")}>{t("foot.privacy")}</a>
      </p>
      <About key={JSON.stringify(mine.profile)} profile={mine.profile} onDone={look} />
      <MyPhoto photo={mine.photo} onDone={look} />
      <section>
        <h2>{t("my_data.take")}</h2>
        <p>{t("my_data.take_text")}</p>
        <a class="button" href="/api/my-data/export" download="club21.json">
          {t("my_data.take_do")}
        </a>
      </section>
      <Requests mine={mine} onDone={look} />
    </div>
  );
}

function About({ profile, onDone }: { readonly profile: Profile; readonly onDone: () => void }) {
  const id = useId();
  const [typed, setTyped] = useState<Record<string, string>>(() => Object.fromEntries(FIELDS.map((field) => [field, profile[field] ?? ""])));
  const [wrong, setWrong] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    try {
      await ask<undefined>("POST", "/my-data", Object.fromEntries(FIELDS.filter((field) => typed[field] !== "").map((field) => [field, typed[field]])));
      setWrong(null);
      notify("done", t("my_data.saved"));
      onDone();
    } catch (problem) {
      setWrong(explain(problem));
    }
  };
  const show = (given: boolean): void => {
    ask<undefined>("POST", "/my-data/consents", { about: "contact", given })
      .then(() => notify("done", t(given ? "my_data.shown" : "my_data.hidden")))
      .catch((problem: unknown) => notify("problem", explain(problem)))
      .finally(onDone);
  };
  return (
    <section aria-labelledby={`${id}title`}>
      <h2 id={`${id}title`}>{t("my_data.about")}</h2>
      <form
        class="way"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {FIELDS.map((field) => (
          <div key={field}>
            <label for={id + field}>{t(`my_data.${field}`)}</label>
            <input
              id={id + field}
              class="control"
              type="text"
              maxLength={field === "contact_phone" ? 40 : 254}
              value={typed[field] ?? ""}
              onInput={(event) => setTyped({ ...typed, [field]: event.currentTarget.value })}
            />
          </div>
        ))}
        <p class="wrong" role="alert">
          {wrong}
        </p>
        <div class="way-do">
          <button type="submit" class="button button-main">
            {t("my_data.save")}
          </button>
        </div>
      </form>
      <p class="my-data-consent">
        <input id={`${id}shown`} type="checkbox" checked={profile.contact_shown} onChange={(event) => show(event.currentTarget.checked)} />{" "}
        <label for={`${id}shown`}>{t("my_data.consent")}</label>
      </p>
    </section>
  );
}

function Requests({ mine, onDone }: { readonly mine: Mine; readonly onDone: () => void }) {
  const id = useId();
  const mineIn = networks.value ?? [];
  const [kind, setKind] = useState<Kind>("rectification");
  const [chosen, setChosen] = useState<string | null>(null);
  const network = chosen ?? mineIn[0]?.network_id ?? ""; // which networks there are may be known a moment later
  const [note, setNote] = useState("");
  const [former, setFormer] = useState("");
  const [sure, setSure] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const send = async (): Promise<void> => {
    setSure(false);
    const more = { ...(note === "" ? {} : { note }), ...(network === "" ? {} : { network_id: network }), ...(former === "" ? {} : { former }) };
    try {
      await ask<undefined>("POST", "/my-data/requests", { kind, ...more });
      setNote(emptied(note));
      setFormer("");
      setWrong(null);
      notify("done", t("my_data.asked"));
      onDone();
    } catch (problem) {
      setWrong(explain(problem));
    }
  };
  const cancel = (one: DataRequest): void => {
    ask<undefined>("DELETE", `/my-data/requests/${one.request_id}`)
      .then(() => notify("done", t("my_data.cancelled")))
      .catch((problem: unknown) => notify("problem", explain(problem)))
      .finally(onDone);
  };
  return (
    <section aria-labelledby={`${id}title`}>
      <h2 id={`${id}title`}>{t("my_data.requests")}</h2>
      <p class="hint">{t("my_data.requests_text")}</p>
      <ul class="rows">
        {mine.requests.map((one) => (
          <li key={one.request_id} class="session-line">
            <p>
              <strong>{t(`data_request.${one.kind}`)}</strong> <span class="chip">{t(`data_request.stage_${one.stage}`)}</span>
              <br />
              <span class="quiet">{t("data_request.dates", { asked: longDayOf(one.asked_at), due: longDayOf(one.due_at) })}</span>
              {one.answer !== null && <q>{one.answer}</q>}
            </p>
            {one.stage === "open" && (
              <button type="button" class="button button-small" onClick={() => cancel(one)}>
                {t("my_data.cancel")}
                <span class="hidden"> {t(`data_request.${one.kind}`)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      <form
        class="way"
        onSubmit={(event) => {
          event.preventDefault();
          if (kind === "erasure") {
            setSure(true);
          } else {
            void send();
          }
        }}
      >
        <label for={`${id}kind`}>{t("my_data.kind")}</label>
        <select id={`${id}kind`} class="control" value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind)}>
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {t(`data_request.${one}`)}
            </option>
          ))}
        </select>
        <label for={`${id}network`}>{t("my_data.to")}</label>
        <select id={`${id}network`} class="control" value={network} onChange={(event) => setChosen(event.currentTarget.value)}>
          {mineIn.map((one) => (
            <option key={one.network_id} value={one.network_id}>
              {one.name}
            </option>
          ))}
          <option value="">{t("my_data.to_service")}</option>
        </select>
        <label for={`${id}note`}>{t("my_data.note")}</label>
        <textarea id={`${id}note`} class="control" rows={3} maxLength={2000} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        {kind === "erasure" && <p>{t("my_data.erasure_text")}</p>}
        {kind === "erasure" && !mine.proved && (
          <>
            <label for={`${id}former`}>{t("my_data.former")}</label>
            <input
              id={`${id}former`}
              class="control"
              type="password"
              autocomplete="current-password"
              value={former}
              onInput={(event) => setFormer(event.currentTarget.value)}
            />
          </>
        )}
        <p class="wrong" role="alert">
          {wrong}
        </p>
        <div class="way-do">
          <button type="submit" class="button button-main">
            {t("my_data.ask")}
          </button>
        </div>
      </form>
      {sure && (
        <Dialog title={t("my_data.sure")} onClose={() => setSure(false)}>
          <div class="dialog-body">
            <p>{t("my_data.erasure_text")}</p>
            <div class="dialog-foot">
              <button type="button" class="button" onClick={() => setSure(false)}>
                {t("my_data.keep")}
              </button>
              <button type="button" class="button button-main" onClick={() => void send()}>
                {t("my_data.sure_do")}
              </button>
            </div>
          </div>
        </Dialog>
      )}
    </section>
  );
}

/** Where programs are told of what happens: made, tried, paused, shut again; and what came of the last attempts. */

import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { byName, count, list, longDayOf, moment } from "../format.ts";
import { t } from "../i18n.ts";
import { KINDS } from "../kinds.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { Choosing } from "../parts/Choosing.tsx";
import { Confirm } from "../parts/Confirm.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { Icon } from "../parts/Icon.tsx";
import { nameOf } from "../parts/People.tsx";
import { Secret } from "../parts/Secret.tsx";
import type { Delivery, MadeWebhook, ProgramToken, Uuid, Webhook } from "../types.ts";

const OFTEN = 10_000; // milliseconds: what is sent is no event, so nothing tells the page of it

/** Look now, and again and again while somebody may see it. */
function useLooking(look: () => void, of: readonly unknown[]): void {
  useEffect(() => {
    look();
    const again = setInterval(() => document.visibilityState === "visible" && look(), OFTEN);
    return () => clearInterval(again);
  }, of);
}

interface Props {
  readonly network: LiveNetwork;
  readonly programs: readonly ProgramToken[];
}

/** What is open over the list: of one address, or of a new one. */
type Open = { readonly what: "make" } | { readonly what: "one" | "change" | "rotate" | "remove"; readonly of: Webhook };

export function Webhooks({ network, programs }: Props) {
  const [all, setAll] = useState<readonly Webhook[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [made, setMade] = useState<MadeWebhook | null>(null);
  const base = `/networks/${network.card.network_id}/webhooks`;
  const look = (): void => {
    ask<readonly Webhook[]>("GET", base)
      .then((found) => {
        setAll(found);
        setFailure(null);
      })
      .catch((problem: unknown) => setFailure(explain(problem)));
  };
  useLooking(look, [base, programs.length]);
  const close = (): void => setOpen(null);
  const done = (said: string): void => {
    notify("done", said);
    look();
  };
  const change = (of: Webhook, wish: object, said: string): void => {
    ask<Webhook>("POST", `${base}/${of.webhook_id}`, wish)
      .then(() => done(said))
      .catch((problem: unknown) => notify("problem", explain(problem)));
  };
  const nameOfProgram = ({ token_id }: Webhook): string => programs.find((one) => one.token_id === token_id)?.name ?? t("person.unknown");
  const mayWrite = !network.card.archived;
  return (
    <section>
      <div class="plan-title">
        <h2>{t("webhooks.title")}</h2>
        {mayWrite && programs.length > 0 && (
          <button type="button" class="button" onClick={() => setOpen({ what: "make" })}>
            <Icon name="plus" />
            {t("webhooks.make")}
          </button>
        )}
      </div>
      <p>{t("webhooks.explained")}</p>
      {failure !== null && <p class="wrong">{failure}</p>}
      {all?.length === 0 && <p class="empty">{t(programs.length === 0 ? "webhooks.no_program" : "webhooks.none")}</p>}
      {all !== null && all.length > 0 && (
        <div class="table-scroll" role="region" aria-label={t("webhooks.title")} tabIndex={0}>
          <table class="report programs">
            <thead>
              <tr>
                <th scope="col">{t("webhooks.program")}</th>
                <th scope="col">{t("webhooks.what")}</th>
                <th scope="col">{t("webhooks.state")}</th>
                <th scope="col">
                  <span class="hidden">{t("webhooks.open")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {all.map((of) => (
                <tr key={of.webhook_id}>
                  <th scope="row">
                    {nameOfProgram(of)}
                    <br />
                    <span class="quiet">{of.url}</span>
                  </th>
                  <td>{of.tags.length === 0 ? t("webhooks.everything") : list(of.tags.map(wordOf))}</td>
                  <td>
                    <p>
                      <span class="chip">{t(`webhooks.${of.state}`)}</span> {howItIs(of)}
                    </p>
                    <span class="quiet">{t("programs.made_by", { who: nameOf(network.store, of.made_by), when: longDayOf(of.made_at) })}</span>
                  </td>
                  <td>
                    <button type="button" class="button button-small" onClick={() => setOpen({ what: "one", of })}>
                      {t("webhooks.open")}
                      <span class="hidden"> {of.url}</span>
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open?.what === "make" && (
        <Wish
          programs={programs}
          onClose={close}
          send={(wish) =>
            ask<MadeWebhook>("POST", base, wish).then((one) => {
              close();
              setMade(one);
              look();
            })
          }
        />
      )}
      {open?.what === "change" && (
        <Wish
          of={open.of}
          programs={programs}
          onClose={close}
          send={({ url, tags }) =>
            ask<Webhook>("POST", `${base}/${open.of.webhook_id}`, { url, tags }).then(() => {
              close();
              done(t("webhooks.changed"));
            })
          }
        />
      )}
      {open?.what === "one" && (
        <One
          name={nameOfProgram(open.of)}
          base={`${base}/${open.of.webhook_id}`}
          of={all?.find(({ webhook_id }) => webhook_id === open.of.webhook_id) ?? open.of}
          mayWrite={mayWrite}
          onClose={close}
          onOpen={(what) => setOpen({ what, of: open.of })}
          onChange={(wish, said) => {
            close();
            change(open.of, wish, said);
          }}
        />
      )}
      {open?.what === "rotate" && (
        <Confirm
          title={t("webhooks.rotate_title", { name: nameOfProgram(open.of) })}
          does={t("webhooks.rotate")}
          onClose={close}
          onConfirm={() =>
            ask<MadeWebhook>("POST", `${base}/${open.of.webhook_id}/secret`).then((one) => {
              setMade(one);
              look();
            })
          }
        >
          <p>{t("webhooks.rotate_means")}</p>
        </Confirm>
      )}
      {open?.what === "remove" && (
        <Confirm
          title={t("webhooks.remove_title", { name: nameOfProgram(open.of) })}
          does={t("webhooks.remove")}
          onClose={close}
          onConfirm={() => ask<undefined>("DELETE", `${base}/${open.of.webhook_id}`).then(() => done(t("webhooks.removed")))}
        >
          <p>{t("webhooks.remove_means")}</p>
        </Confirm>
      )}
      {made !== null && open === null && (
        <Secret title={t("webhooks.secret_title")} secret={made.secret} how={t("webhooks.secret_how")} onClose={() => setMade(null)} />
      )}
    </section>
  );
}

function howItIs({ state, why, failing_since, next_at }: Webhook): string {
  if (state === "set_aside") {
    return t(`webhooks.why_${why ?? "failing"}`);
  }
  return state === "on" && failing_since !== null && next_at !== null ? t("webhooks.failing", { since: moment(failing_since), next: moment(next_at) }) : "";
}

function kindOf(tag: string): string {
  return tag.slice(0, tag.indexOf("."));
}

/** A kind in words; a single event, which only programs ask for, as it is called. */
function wordOf(tag: string): string {
  const kind = KINDS.find((one) => one === tag);
  return kind === undefined ? tag : t(`journal.of.${kind}`);
}

interface WishProps {
  readonly of?: Webhook;
  readonly programs: readonly ProgramToken[];
  readonly send: (wish: { readonly token_id: Uuid; readonly url: string; readonly tags: readonly string[] }) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Where, and of what; of whom only at first, since rights and secret are the program's. */
function Wish({ of, programs, send, onClose }: WishProps) {
  const id = useId();
  const [program, setProgram] = useState(of?.token_id ?? programs[0]?.token_id ?? "");
  const [url, setUrl] = useState(of?.url ?? "");
  const [tags, setTags] = useState<readonly string[]>(of?.tags ?? []);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const kinds = KINDS.map((kind) => ({ value: kind, label: t(`journal.of.${kind}`) })).sort((a, b) => byName(a.label, b.label));
  const others = tags.filter((tag) => !KINDS.some((kind) => kind === tag)).map((tag) => ({ value: tag, label: tag }));
  const ready = (): void => {
    if (url.trim() === "") {
      setWrong(t("webhooks.url_missing"));
    } else if (!busy) {
      setBusy(true);
      send({ token_id: program, url: url.trim(), tags }).catch((problem: unknown) => {
        setBusy(false);
        setWrong(explain(problem));
      });
    }
  };
  return (
    <Dialog title={t(of === undefined ? "webhooks.make" : "webhooks.change")} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          ready();
        }}
      >
        {of === undefined && (
          <>
            <label for={`${id}program`}>{t("webhooks.program")}</label>
            <select id={`${id}program`} class="control" value={program} aria-describedby={`${id}reads`} onChange={(event) => setProgram(event.currentTarget.value)}>
              {programs.map((one) => (
                <option key={one.token_id} value={one.token_id}>
                  {one.name ?? t("person.unknown")}
                </option>
              ))}
            </select>
            <p id={`${id}reads`} class="hint">
              {t("webhooks.reads")}
            </p>
          </>
        )}
        <label for={`${id}url`}>{t("webhooks.url")}</label>
        <input
          id={`${id}url`}
          class="control"
          type="url"
          inputMode="url"
          autocomplete="off"
          maxLength={500}
          value={url}
          aria-describedby={`${id}where ${id}wrong`}
          onInput={(event) => setUrl(event.currentTarget.value)}
        />
        <p id={`${id}where`} class="hint">
          {t("webhooks.url_hint")}
        </p>
        <Choosing legend={t("webhooks.choose")} choices={[...kinds, ...others]} chosen={tags} onChoose={setTags} />
        <p id={`${id}wrong`} class="wrong" role="alert">
          {wrong}
        </p>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("do.cancel")}
          </button>
          <button type="submit" class="button button-main" aria-disabled={busy}>
            {t(of === undefined ? "webhooks.do_make" : "webhooks.do_change")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

interface OneProps {
  readonly name: string;
  readonly base: string;
  readonly of: Webhook;
  readonly mayWrite: boolean;
  readonly onClose: () => void;
  readonly onOpen: (what: "change" | "rotate" | "remove") => void;
  readonly onChange: (wish: object, said: string) => void;
}

/** One address: what came of the last attempts, and what can be done about it. */
function One({ name, base, of, mayWrite, onClose, onOpen, onChange }: OneProps) {
  const [all, setAll] = useState<readonly Delivery[] | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const look = (): void => {
    ask<readonly Delivery[]>("GET", `${base}/deliveries`)
      .then(setAll)
      .catch((problem: unknown) => setSaid(explain(problem)));
  };
  useLooking(look, [base]);
  const attempt = (): void => {
    if (busy) {
      return;
    }
    setBusy(true);
    setSaid(t("webhooks.trying"));
    ask<Delivery>("POST", `${base}/test`)
      .then((one) => {
        setSaid(t("webhooks.tried", { outcome: outcomeOf(one) }));
        look();
      })
      .catch((problem: unknown) => setSaid(explain(problem)))
      .finally(() => setBusy(false));
  };
  const button = (key: Parameters<typeof t>[0], onClick: () => void) => (
    <button type="button" class="button button-small" onClick={onClick}>
      {t(key)}
    </button>
  );
  return (
    <Dialog title={t("webhooks.of", { name })} wide onClose={onClose}>
      <div class="dialog-body">
        <p>
          {of.url} <span class="chip">{t(`webhooks.${of.state}`)}</span> {howItIs(of)}
        </p>
        {mayWrite && (
          <div class="inline-form">
            <button type="button" class="button button-small" aria-disabled={busy} onClick={attempt}>
              {t("webhooks.try")}
            </button>
            {of.state === "on" && button("webhooks.pause", () => onChange({ paused: true }, t("webhooks.is_paused")))}
            {of.state !== "on" && of.why !== "no_right" && (
              <>
                {button("webhooks.resume", () => onChange({ paused: false }, t("webhooks.goes_on")))}
                {button("webhooks.resume_now", () => onChange({ paused: false, skip: true }, t("webhooks.goes_on")))}
              </>
            )}
            {button("webhooks.change", () => onOpen("change"))}
            {button("webhooks.rotate", () => onOpen("rotate"))}
            {button("webhooks.remove", () => onOpen("remove"))}
          </div>
        )}
        <p role="status">{said}</p>
        <h3>{t("webhooks.tries")}</h3>
        {all?.length === 0 && <p class="empty">{t("webhooks.no_tries")}</p>}
        {all !== null && all.length > 0 && (
          <div class="table-scroll" role="region" aria-label={t("webhooks.tries")} tabIndex={0}>
            <table class="report">
              <thead>
                <tr>
                  <th scope="col">{t("webhooks.when")}</th>
                  <th scope="col">{t("webhooks.event")}</th>
                  <th scope="col">{t("webhooks.outcome")}</th>
                  <th scope="col">{t("webhooks.took")}</th>
                </tr>
              </thead>
              <tbody>
                {all.map((one) => (
                  <tr key={`${one.at} ${one.position ?? ""}`}>
                    <td>{moment(one.at)}</td>
                    <td>{one.position === null ? t("webhooks.a_test") : t("webhooks.event_of", { what: wordOf(kindOf(one.tag)), position: count(one.position) })}</td>
                    <td>{outcomeOf(one)}</td>
                    <td>{t("webhooks.ms", { count: one.took_ms })}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        <footer class="dialog-foot">
          <button type="button" class="button button-main" onClick={onClose}>
            {t("do.close")}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}

function outcomeOf({ outcome, status }: Delivery): string {
  const told = t(`webhooks.outcome_${outcome}`);
  return status === null ? told : t("webhooks.with_status", { told, status });
}

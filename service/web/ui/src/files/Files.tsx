/** The files attached to an item: had, sent with their progress, titled, withdrawn and restored; as of a past moment only had. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { ask, explain, Refusal } from "../api.ts";
import { fileSize, list, moment } from "../format.ts";
import { language, plural, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { facilitates, takesPart } from "../meeting/asking.ts";
import { notify } from "../notices.ts";
import { said } from "../plan/fields.ts";
import type { AttachmentKind, AttachmentList, Problem, SentFile, Token, Uuid } from "../types.ts";
import { Confirm } from "../parts/Confirm.tsx";
import { Icon } from "../parts/Icon.tsx";
import { nameOf } from "../parts/People.tsx";
import { useTaking } from "../stand.ts";

/** Bytes of one file that the service reads at most. */
const LARGEST = 20_000_000;
const ACCEPTED = ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.odg,.png,.jpg,.jpeg,.webp,.txt,.csv,.tsv,.md";

export interface Props {
  readonly network: LiveNetwork;
  readonly kind: AttachmentKind;
  readonly item: Uuid;
  /** The plan that the item belongs to, if it does. */
  readonly plan?: Uuid;
  /** The past moment on screen; null for now. */
  readonly at?: Token | null;
  /** False where it takes more than a part in the network to attach something, or where nothing is added any more. */
  readonly may?: boolean;
}

/** A file on its way: how far it is, or what was wrong. */
interface Coming {
  readonly key: Uuid;
  readonly file: File;
  readonly percent: number | null;
  readonly wrong: string | null;
}

export function Files(place: Props) {
  const { network, item, at = null, may = true } = place;
  const then = useThen(place);
  const rows = at === null ? network.store.all("attachment_list").filter(({ item_id }) => item_id === item) : then;
  const rights = at === null ? network.store.row("rights", network.me) : null;
  const writes = takesPart(rights) && !network.card.archived;
  const adds = writes && may;
  const sorted = [...rows].sort((a, b) => (a.attached_at < b.attached_at ? -1 : 1));
  const here = sorted.filter(({ withdrawn }) => !withdrawn);
  const gone = sorted.filter(({ withdrawn }) => withdrawn);
  const one = (row: AttachmentList) => (
    <File key={row.attachment_id} network={network} row={row} at={at} mayChange={writes && (row.attached_by === network.me || facilitates(rights))} mayErase={facilitates(rights)} />
  );
  return (
    <div class="field-wide">
      {here.length === 0 && <p class="quiet">{t(adds ? "files.none" : "files.none_read")}</p>}
      <ul class="rows">{here.map(one)}</ul>
      {adds && <Sending key={item} {...place} />}
      {gone.length > 0 && (
        <details>
          <summary>{plural("files.gone", gone.length)}</summary>
          <ul class="rows">{gone.map(one)}</ul>
        </details>
      )}
    </div>
  );
}

/** Those of a past moment, which never change. */
function useThen({ network, item, at = null }: Props): readonly AttachmentList[] {
  const [then, setThen] = useState<readonly AttachmentList[]>([]);
  const id = network.card.network_id;
  useEffect(() => {
    const leaving = new AbortController();
    if (at !== null) {
      ask<readonly AttachmentList[]>("GET", `/networks/${id}/attachments?item=${item}&at=${encodeURIComponent(at)}`, undefined, leaving.signal)
        .then(setThen)
        .catch((problem: unknown) => leaving.signal.aborted || notify("problem", explain(problem)));
    }
    return () => leaving.abort();
  }, [id, item, at]);
  return then;
}

interface Shown {
  readonly network: LiveNetwork;
  readonly row: AttachmentList;
  readonly at: Token | null;
  readonly mayChange: boolean;
  readonly mayErase: boolean;
}

function File({ network, row, at, mayChange, mayErase }: Shown) {
  const [titling, setTitling] = useState(false);
  const [erasing, setErasing] = useState(false);
  const name = said(row.title ?? row.name);
  const of = <span class="hidden"> {t("files.of", { name })}</span>;
  const address = `/networks/${network.card.network_id}/attachments/${row.attachment_id}/file`;
  const turn = (): void => {
    network
      .askNow(row.attachment_id, { tag: row.withdrawn ? "attachment.restore" : "attachment.withdraw" })
      .then(() => notify("done", t(row.withdrawn ? "files.restored" : "files.withdrawn", { name })))
      .catch((problem: unknown) => notify("problem", explain(problem)));
  };
  return (
    <li>
      <div>
        <strong>{name}</strong> {row.title !== null && <span class="quiet">{said(row.name)}</span>}
        <br />
        <span class="quiet">{t("files.by", { size: fileSize(row.size), who: nameOf(network.store, row.attached_by), when: moment(row.attached_at) })}</span>
        {row.erased && <span class="chip">{t("files.erased")}</span>}
        {titling && <Title network={network} row={row} onDone={() => setTitling(false)} />}
      </div>
      <div class="card-buttons">
        {!row.erased && !row.withdrawn && (
          <a class="button button-small" href={`/api${address}${at === null ? "" : `?at=${encodeURIComponent(at)}`}`} download>
            {t("files.download")}
            {of}
          </a>
        )}
        {mayChange && !row.withdrawn && !titling && (
          <button type="button" class="button button-small" onClick={() => setTitling(true)}>
            <Icon name="pen" />
            {t("files.rename")}
            {of}
          </button>
        )}
        {mayChange && (
          <button type="button" class="button button-small" onClick={turn}>
            <Icon name={row.withdrawn ? "restore" : "bin"} />
            {t(row.withdrawn ? "files.restore" : "files.withdraw")}
            {of}
          </button>
        )}
        {mayErase && !row.erased && row.withdrawn && (
          <button type="button" class="button button-small" onClick={() => setErasing(true)}>
            {t("files.erase")}
            {of}
          </button>
        )}
      </div>
      {erasing && <Erase name={name} address={address} onClose={() => setErasing(false)} />}
    </li>
  );
}

function Title({ network, row, onDone }: { readonly network: LiveNetwork; readonly row: AttachmentList; readonly onDone: () => void }) {
  const id = useId();
  const form = useTaking<HTMLFormElement>();
  const [was] = useState(row.title);
  const [title, setTitle] = useState(row.title ?? "");
  const [wrong, setWrong] = useState<string | null>(null);
  const save = (): void => {
    const fault = excess(title, LINE);
    setWrong(fault);
    if (fault === null) {
      network
        .askNow(row.attachment_id, { tag: "attachment.rename", title: { was, to: title.trim() === "" ? null : title.trim() } })
        .then(() => {
          notify("done", t("files.renamed"));
          onDone();
        })
        .catch((problem: unknown) => setWrong(explain(problem)));
    }
  };
  return (
    <form
      ref={form}
      class="inline-form"
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          onDone();
        }
      }}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div class="grow">
        <label for={id}>{t("files.titled", { name: said(row.name) })}</label>
        <input id={id} class="control" autocomplete="off" value={title} aria-invalid={wrong !== null} aria-describedby={`${id}wrong`} onInput={(event) => setTitle(event.currentTarget.value)} />
      </div>
      <button type="submit" class="button">
        {t("files.save")}
      </button>
      <button type="button" class="button" onClick={onDone}>
        {t("do.cancel")}
      </button>
      <p id={`${id}wrong`} class="wrong" role="alert">
        {wrong}
      </p>
    </form>
  );
}

function Erase({ name, address, onClose }: { readonly name: string; readonly address: string; readonly onClose: () => void }) {
  const id = useId();
  const [everywhere, setEverywhere] = useState(false);
  const erase = async (): Promise<void> => {
    await ask("DELETE", everywhere ? `${address}?everywhere=true` : address);
    notify("done", t("files.erase_done", { name }));
  };
  return (
    <Confirm title={t("files.erase_title", { name })} does={t("files.erase_do")} onConfirm={erase} onClose={onClose}>
      <p>{t("files.erase_said")}</p>
      <p>
        <input id={id} type="checkbox" checked={everywhere} onChange={(event) => setEverywhere(event.currentTarget.checked)} /> <label for={id}>{t("files.erase_everywhere")}</label>
      </p>
    </Confirm>
  );
}

/** Several at once, sent one after the other: what is wrong with one is said of that one, and keeps none of the others. */
function Sending({ network, kind, item, plan }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [coming, setComing] = useState<readonly Coming[]>([]);
  const [over, setOver] = useState(false);
  const next = coming.find(({ wrong }) => wrong === null);
  const change = (key: Uuid, to: Partial<Coming> | null): void =>
    setComing((all) => all.flatMap((one) => (one.key !== key ? [one] : to === null ? [] : [{ ...one, ...to }])));
  const choose = (files: FileList | null | undefined): void => {
    const added = [...(files ?? [])].map((file) => ({
      key: newId(),
      file,
      percent: null,
      wrong: file.size > LARGEST ? `${t("problem.file.too_large", { megabytes: LARGEST / 1_000_000 })} ${t("next.file.too_large")}` : null,
    }));
    setComing((all) => [...all, ...added]);
    if (input.current !== null) {
      input.current.value = ""; // The same file can be chosen again.
    }
  };
  useEffect(() => {
    if (next === undefined) {
      return undefined;
    }
    const leaving = new AbortController();
    const { key, file } = next;
    send(network, file, (percent) => change(key, { percent }), leaving.signal)
      .then((sent) => network.askNow(key, { tag: "attachment.attach", item, kind, name: nameFor(file), ...(plan === undefined ? {} : { plan }), ...sent }))
      .then(() => {
        announce(t("files.sent", { name: file.name }));
        change(key, null);
      })
      .catch((problem: unknown) => leaving.signal.aborted || change(key, { percent: null, wrong: explain(problem) }));
    return () => leaving.abort();
  }, [next?.key, network]);
  useNotLost(coming);
  return (
    <form
      class={over ? "drop drop-over" : "drop"}
      onSubmit={(event) => event.preventDefault()}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        choose(event.dataTransfer?.files);
      }}
    >
      <label for={`${id}files`}>{t("files.choose")}</label>
      <input ref={input} id={`${id}files`} type="file" multiple accept={ACCEPTED} aria-describedby={`${id}hint`} onChange={(event) => choose(event.currentTarget.files)} />
      <p id={`${id}hint`} class="hint">
        {t("files.or_drop", { megabytes: LARGEST / 1_000_000 })}
      </p>
      {coming.map(({ key, file, percent, wrong }) =>
        wrong === null ? (
          <p key={key}>
            <label for={key}>{percent === null ? t("files.waiting", { name: file.name }) : t("files.sending", { name: file.name, percent })}</label>{" "}
            <progress id={key} max={100} value={percent ?? 0} />
          </p>
        ) : (
          <div key={key} role="alert">
            <p class="wrong">
              {t("files.failed", { name: file.name })} {wrong}
            </p>
            {file.size <= LARGEST && (
              <button type="button" class="button button-small" onClick={() => change(key, { wrong: null })}>
                {t("files.again")}
                <span class="hidden"> {t("files.of", { name: file.name })}</span>
              </button>
            )}{" "}
            <button type="button" class="button button-small" onClick={() => change(key, null)}>
              {t("files.dismiss")}
              <span class="hidden"> {t("files.of", { name: file.name })}</span>
            </button>
          </div>
        ),
      )}
    </form>
  );
}

/** The browser asks before a page is closed while something is on its way; whoever goes to another page is told what was not attached. */
function useNotLost(coming: readonly Coming[]): void {
  const names = coming.filter(({ wrong }) => wrong === null).map(({ file }) => file.name);
  const left = useRef(names);
  left.current = names;
  const sending = names.length > 0;
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    if (sending) {
      addEventListener("beforeunload", ask);
    }
    return () => removeEventListener("beforeunload", ask);
  }, [sending]);
  useEffect(
    () => () => {
      if (left.current.length > 0) {
        notify("problem", t("files.left", { names: list(left.current) }));
      }
    },
    [],
  );
}

/** What no name of a file holds is left out; what is unusual about it the service brings into order. */
function nameFor(file: File): string {
  return file.name.replace(/\p{Cc}/gu, "").slice(-LINE).trim() || "fichier";
}

/** Send the bytes, saying how far they are, which `fetch` can not. */
function send(network: LiveNetwork, file: File, onProgress: (percent: number) => void, until: AbortSignal): Promise<SentFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/networks/${network.card.network_id}/files`);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("accept-language", language.value);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onProgress(Math.floor((100 * loaded) / Math.max(1, total)));
    request.onload = () => {
      const said = request.response as SentFile | Problem | null;
      if (request.status === 200 && said !== null && "sha256" in said) {
        resolve(said);
      } else {
        reject(said !== null && "detail" in said ? new Refusal(said) : cut());
      }
    };
    request.onerror = () => reject(cut());
    until.addEventListener("abort", () => request.abort());
    onProgress(0);
    request.send(file);
  });
}

function cut(): Refusal {
  return new Refusal({ title: "", status: 0, detail: t("files.cut"), code: "unreachable" });
}

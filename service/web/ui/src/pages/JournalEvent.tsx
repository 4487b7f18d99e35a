/** One event of the log: what it changed, as it is stored, and whether it is part of what was signed. */

import { useEffect, useState } from "preact/hooks";
import { ask, askLines, explain } from "../api.ts";
import { count, moment } from "../format.ts";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { isTold, kindOf, labelOf, wordsOf } from "../plan/compared.ts";
import { quoted, sentenceOf } from "../plan/sentences.ts";
import { alone } from "../plan/words.ts";
import { paths } from "../router.ts";
import { type Findings, verify } from "../proof.ts";
import type { EventPage, IncludedProof } from "../types.ts";
import { activityOf } from "./Journal.tsx";

interface Props {
  readonly network: LiveNetwork;
  readonly position: number;
  readonly onClose: () => void;
}

export function JournalEvent({ network, position, onClose }: Props) {
  const { store, card } = network;
  const [page, setPage] = useState<EventPage | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    ask<EventPage>("GET", `/networks/${card.network_id}/events/${position}`).then(
      (told) => !gone && setPage(told),
      (problem: unknown) => !gone && setFailure(explain(problem)),
    );
    return () => {
      gone = true;
    };
  }, [card.network_id, position]);
  const kind = kindOf(page?.event.tag ?? "");
  const changes = (page?.changes ?? []).filter((change) => isTold(change, kind, store) && (change.after ?? change.before) !== page?.event.stream);
  const sentence = page === null ? null : sentenceOf(activityOf(network, page.event), store);
  return (
    <Dialog title={t("journal.event", { number: count(position) })} onClose={onClose} wide>
      <div class="dialog-body" aria-busy={page === null && failure === null}>
        {failure !== null && (
          <p class="wrong" role="alert">
            {failure}
          </p>
        )}
        {page === null && failure === null && <p class="quiet">{t("loading")}</p>}
        {page !== null && sentence !== null && (
          <>
            <p>
              <strong>{sentence.who}</strong> {sentence.text} {sentence.title !== "" && quoted(sentence.title)}
              <br />
              <span class="quiet">
                <time dateTime={page.event.at}>{moment(page.event.at)}</time> · <code>{page.event.tag}</code>
              </span>
              {sentence.reason !== null && (
                <>
                  <br />
                  {t("told.reason", { reason: sentence.reason })}
                </>
              )}
            </p>
            {page.event.redacted && <p class="notice">{t("journal.redacted_means")}</p>}
            {changes.length > 0 && (
              <table class="changes">
                <thead>
                  <tr>
                    <th scope="col">{t("history.field")}</th>
                    <th scope="col">{t("history.before")}</th>
                    <th scope="col">{t("history.after")}</th>
                  </tr>
                </thead>
                <tbody>
                  {changes.map(({ field, before, after }) => (
                    <tr key={field}>
                      <th scope="row">{labelOf(field, kind)}</th>
                      <td class="before">{wordsOf(field, alone(before, after), store, kind) || t("value.empty")}</td>
                      <td class="after">{wordsOf(field, alone(after, before), store, kind) || t("value.empty")}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            <Included network={network} token={page.event.token} position={position} />
            <p>
              <a href={`${paths.journal(card.network_id)}?stream=${page.event.stream}`}>{t("journal.all_of_it")}</a>
            </p>
            <h3>{t("journal.stored")}</h3>
            <pre class="stored" tabIndex={0} role="region" aria-label={t("journal.stored")}>
              {JSON.stringify(page.event, null, 2)}
            </pre>
          </>
        )}
      </div>
    </Dialog>
  );
}

/** Computed here, from the bytes of the event: is it part of what was signed? */
function Included({ network, token, position }: { readonly network: LiveNetwork; readonly token: string; readonly position: number }) {
  const [found, setFound] = useState<Findings | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const base = `/networks/${network.card.network_id}`;
  const check = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const [epoch] = token.split(".");
      const [lines, proof, keys] = await Promise.all([
        askLines(`${base}/events?from=${epoch}.${position - 1}&limit=1`),
        ask<IncludedProof>("GET", `${base}/evidence/inclusion?position=${position}`),
        ask<readonly string[]>("GET", `${base}/evidence/keys`),
      ]);
      setFound(await verify(network.card.network_id, lines[0] ?? "{}", proof, keys));
    } catch (problem) {
      setFailure(globalThis.isSecureContext ? explain(problem) : t("journal.insecure"));
    }
    setBusy(false);
  };
  const told: readonly (readonly [boolean | null, string])[] =
    found === null
      ? []
      : [
          [found.digest, t(found.digest === null ? "journal.digest_gone" : "journal.digest")],
          [found.entry, t("journal.entry")],
          [found.root, t("journal.root")],
          [found.signature, t(found.signature === null ? "journal.signature_unread" : "journal.signature")],
        ];
  const wrong = told.some(([holds]) => holds === false);
  return (
    <section>
      <h3>{t("journal.proof")}</h3>
      <button type="button" class="button" aria-disabled={busy} onClick={() => !busy && void check()}>
        {t("journal.verify")}
      </button>
      <div role="status">
        {failure !== null && <p class="wrong">{failure}</p>}
        {found !== null && (
          <>
            <p class={wrong ? "wrong" : undefined}>
              <strong>{wrong ? t("journal.not_included") : t("journal.included", { size: count(found.size) })}</strong>
            </p>
            <ul class="proof-steps">
              {told.map(([holds, what]) => (
                <li key={what} class={holds === false ? "wrong" : undefined}>
                  {t(holds === false ? "journal.fails" : holds === null ? "journal.unknown" : "journal.holds")} {what}
                </li>
              ))}
            </ul>
            <dl class="proof-hashes">
              <dt>{t("journal.leaf")}</dt>
              <dd>
                <code>{found.leaf}</code>
              </dd>
              <dt>{t("journal.root_hash")}</dt>
              <dd>
                <code>{found.rootHash}</code>
              </dd>
            </dl>
          </>
        )}
      </div>
    </section>
  );
}

/** Putting members on the map from a file: choose it, look row by row at what it would do, confirm. */

import { useId, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { ask, explain } from "../api.ts";
import { plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { mayInvite } from "../plan/here.ts";
import { Icon } from "../parts/Icon.tsx";
import { paths } from "../router.ts";
import type { PlaceLine, PlacesReport } from "../types.ts";

/** Bytes that the service reads at most. */
const LARGEST = 10_000_000;
/** What stands first: what is done, then what somebody should look at, then what changes nothing. */
const ORDER = ["place", "outline", "refused", "faulty", "twice", "unknown", "same"] as const;

export function PlacesImport({ network }: { readonly network: LiveNetwork }) {
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const [report, setReport] = useState<PlacesReport | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const rights = network.store.row("rights", network.me);
  const send = async (chosen: File, dry: boolean): Promise<void> => {
    if (busy) {
      return;
    }
    setFailure(chosen.size > LARGEST ? t("import.file_too_large", { megabytes: LARGEST / 1_000_000 }) : null);
    if (chosen.size > LARGEST) {
      return;
    }
    setBusy(true);
    try {
      const form = new FormData();
      form.append("file", chosen);
      const told = await ask<PlacesReport>("POST", `/networks/${network.card.network_id}/directory/places?dry_run=${dry}`, form);
      setReport(told);
      announce(summary(told));
    } catch (problem) {
      setFailure(explain(problem));
    } finally {
      setBusy(false);
    }
  };
  const does = report === null ? 0 : report.lines.filter((line) => line.does === "place" || line.does === "outline").length;
  return (
    <div class="page paper">
      <p>
        <a href={paths.directory(network.card.network_id)}>
          <Icon name="left" /> {t("nav.directory")}
        </a>
      </p>
      <h1 tabIndex={-1}>{t("map.import")}</h1>
      <p class="lead-in">{t("places.about")}</p>
      <p>{t("places.kinds")}</p>
      {rights !== null && !mayInvite(rights) ? (
        <p>{t("places.facilitators")}</p>
      ) : (
        <p class="paper-file">
          <label for={id}>{t("places.file")}</label>
          <input
            id={id}
            class="control"
            type="file"
            accept=".geojson,.json,.csv,.tsv,.txt,.xlsx,.ods"
            onChange={(event) => {
              const chosen = event.currentTarget.files?.[0];
              event.currentTarget.value = ""; // the same file, mended meanwhile, is chosen again
              if (chosen !== undefined) {
                setFile(chosen);
                setReport(null);
                void send(chosen, true);
              }
            }}
          />
        </p>
      )}
      <div role="alert">{failure !== null && <p class="wrong wrong-box">{failure}</p>}</div>
      {busy && report === null && <p aria-busy="true">{t("loading")}</p>}
      {report !== null && (
        <>
          <p class="paper-total" role="status">
            {report.taken && <strong>{t("places.done")} </strong>}
            {summary(report)}
          </p>
          {report.taken ? (
            <p>
              <a href={paths.directory(network.card.network_id)}>{t("places.see")}</a>
            </p>
          ) : does === 0 ? (
            <p>{t("places.nothing")}</p>
          ) : (
            <button type="button" class="button button-main button-large" aria-disabled={busy} onClick={() => file !== null && void send(file, false)}>
              {busy ? t("importing.running") : plural("places.take", does)}
            </button>
          )}
          {ORDER.map((kind) => (
            <Lines key={kind} kind={kind} lines={report.lines.filter((line) => line.does === kind)} />
          ))}
        </>
      )}
    </div>
  );
}

function summary({ lines }: PlacesReport): string {
  return ORDER.flatMap((kind) => {
    const many = lines.filter(({ does }) => does === kind).length;
    return many === 0 ? [] : plural(`places.count_${kind}`, many);
  }).join(" · ");
}

const SHOWN = 200;

function Lines({ kind, lines }: { readonly kind: (typeof ORDER)[number]; readonly lines: readonly PlaceLine[] }) {
  if (lines.length === 0) {
    return null;
  }
  return (
    <details open={lines.length <= 40}>
      <summary>{plural(`places.count_${kind}`, lines.length)}</summary>
      <ul class="paper-notes">
        {lines.slice(0, SHOWN).map(({ sheet, row, said, why }) => (
          <li key={`${sheet}:${row}`}>{[[sheet, t("importing.row", { row })].filter((part) => part !== "").join(", "), said, why].filter((part) => part !== null && part !== "").join(" · ")}</li>
        ))}
      </ul>
      {lines.length > SHOWN && <p class="quiet">{t("places.more", { count: lines.length - SHOWN })}</p>}
    </details>
  );
}

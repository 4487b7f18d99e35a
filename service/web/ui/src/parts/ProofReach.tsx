/** Up to where this device could tell that the log was rewritten, and what it could not look at. */

import { count } from "../format.ts";
import { t } from "../i18n.ts";
import type { KeptLog } from "../live/keptLog.ts";

export function ProofReach({ log }: { readonly log: KeptLog | null }) {
  if (log === null) {
    return null;
  }
  const { tree, before, signature, checked, broken } = log.now.value;
  const size = count(tree?.size ?? 0);
  if (broken !== null) {
    return <p class="quiet">{t("proof.kept", { size })}</p>;
  }
  return (
    <p class="quiet">
      {!checked ? t("proof.unchecked") : tree === null ? t("proof.none") : t("proof.reach", { size })}
      {checked && tree !== null && !signature && ` ${t("proof.signature_unchecked")}`}
      {before !== null && ` ${t("proof.restored", { size: count(before.size) })}`}
    </p>
  );
}

/** Said on every page, for as long as this device keeps what it saw. */
export function Rewritten({ log }: { readonly log: KeptLog | null }) {
  const kept = log?.now.value;
  return kept?.broken == null ? null : (
    <div class="banner banner-ended" role="alert">
      <p>
        <strong>{t("proof.broken")}</strong> {t(`proof.${kept.broken.why}`, { size: count(kept.tree?.size ?? 0) })}
      </p>
    </div>
  );
}

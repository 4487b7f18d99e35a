/** Short messages about one's own doing. Screen readers hear them from the log; here they are for the eye. */

import { useEffect } from "preact/hooks";
import { t } from "../i18n.ts";
import { network } from "../live/network.ts";
import { dismiss, notices } from "../notices.ts";
import { Icon } from "../parts/Icon.tsx";
import { paths, place } from "../router.ts";
import { onKey } from "../undo.ts";

export function Notices() {
  const here = place.value;
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return notices.value.length === 0 ? null : (
    <aside class="notices" aria-label={t("notices.label")}>
      <ul>
        {notices.value.map((notice) => (
          <li key={notice.id} class={`notice notice-${notice.kind}`}>
            <Icon name={notice.kind === "done" ? "done" : notice.kind === "conflict" ? "conflict" : "late"} />
            <p>
              {notice.text}{" "}
              {notice.kind === "conflict" && "plan" in here && network.value !== null && (
                <a href={paths.plan(network.value.card.network_id, here.plan, "conflicts")}>{t("conflict.see")}</a>
              )}
            </p>
            {notice.action !== undefined && (
              <button
                type="button"
                class="button button-small"
                aria-label={notice.action.name}
                onClick={() => {
                  dismiss(notice);
                  notice.action?.run();
                }}
              >
                {notice.action.label}
              </button>
            )}
            <button type="button" class="button-plain" onClick={() => dismiss(notice)}>
              <Icon name="close" />
              <span class="hidden">{t("do.close")}</span>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}

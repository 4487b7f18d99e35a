/** How much room the attached files of a network take and how much is left, for its facilitators. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { megabytes } from "../format.ts";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { FilesRoom } from "../types.ts";

const SCARCE = 0.9;

export function Room({ network }: { readonly network: LiveNetwork }) {
  const [room, setRoom] = useState<FilesRoom | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const path = `/networks/${network.card.network_id}/files`;
  useEffect(() => {
    const leaving = new AbortController();
    ask<FilesRoom>("GET", path, undefined, leaving.signal)
      .then(setRoom)
      .catch((problem: unknown) => leaving.signal.aborted || setFailure(explain(problem)));
    return () => leaving.abort();
  }, [path]);
  return (
    <section aria-labelledby="room-title">
      <h2 id="room-title">{t("files.room")}</h2>
      {failure !== null && <p class="wrong">{failure}</p>}
      {room === null && failure === null && <p class="quiet">{t("loading")}</p>}
      {room !== null && (
        <>
          <p id="room-used">
            {t("files.room_used", { used: megabytes(room.used), quota: megabytes(room.quota), left: megabytes(Math.max(0, room.quota - room.used)) })}
          </p>
          <progress aria-labelledby="room-title" aria-describedby="room-used" max={Math.max(1, room.quota)} value={room.used} />
          <p class="quiet">{t(room.used >= SCARCE * room.quota ? "files.room_scarce" : "files.room_hint")}</p>
        </>
      )}
    </section>
  );
}

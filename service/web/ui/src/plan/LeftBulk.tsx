/** What somebody did to many actions and never heard of, because their tab was closed: how far it came, and one button that finishes it. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain, Refusal } from "../api.ts";
import { t } from "../i18n.ts";
import { notify } from "../notices.ts";
import { Icon } from "../parts/Icon.tsx";
import type { Bulked } from "../types.ts";
import { rememberWhole } from "../undo.ts";
import { type Begun, end, leftIn } from "./begun.ts";
import { runBegun, tellDone } from "./bulk.ts";
import { useHere } from "./here.ts";

const LOOK = 1_000;

export function LeftBulk() {
  const { network, plan } = useHere();
  return (
    <>
      {leftIn(network.me, network.card.network_id, plan).map((begun) => (
        <One key={begun.id} begun={begun} />
      ))}
    </>
  );
}

function One({ begun }: { readonly begun: Begun }) {
  const { network, mayEdit } = useHere();
  const [stands, setStands] = useState<Bulked | null>(null);
  // It may still be under way: another tab asked for it, or the service goes on with what was sent.
  const [moves, setMoves] = useState(true);
  const [failure, setFailure] = useState<string | null>(null);
  const online = network.connection.state.value === "online";
  useEffect(() => {
    if (!moves || !online) {
      return undefined;
    }
    let last = -1;
    const look = (): void => {
      ask<Bulked>("GET", `/networks/${network.card.network_id}/bulk/${begun.id}`).then(
        (now) => {
          if (now.stage === "finished") {
            end(network.me, network.card.network_id, begun.id);
            tellDone(network, begun.what, now);
          }
          setStands(now);
          setMoves(now.done !== last);
          last = now.done;
        },
        (problem: unknown) => {
          if (problem instanceof Refusal && problem.problem.status === 404) {
            setMoves(false); // it never arrived
          }
        },
      );
    };
    look();
    const timer = setInterval(look, LOOK);
    return () => clearInterval(timer);
  }, [network, begun.id, moves, online]);
  const finish = (): void => {
    setFailure(null);
    runBegun(network, begun).catch((problem: unknown) => setFailure(explain(problem)));
  };
  const drop = (): void => {
    end(network.me, network.card.network_id, begun.id);
    if (stands === null) {
      notify("done", t("bulk.left_none_done"));
    } else {
      rememberWhole(network, begun.id, begun.what, t("bulk.left_dropped"));
    }
    document.querySelector<HTMLElement>("h1")?.focus(); // what was pressed is gone
  };
  return (
    <section class="banner banner-drafts" aria-labelledby={`bulk-${begun.id}`}>
      <Icon name="send" />
      <div>
        <h2 id={`bulk-${begun.id}`}>{t("bulk.left", { what: begun.what })}</h2>
        <p role="status">
          {moves
            ? stands === null
              ? t("loading")
              : t("bulk.running", { done: stands.done, steps: stands.steps })
            : stands === null
              ? t("bulk.left_none")
              : t("bulk.left_stands", { done: stands.done, steps: stands.steps })}
        </p>
        {failure !== null && <p class="wrong">{failure}</p>}
        {!moves && (
          <p>
            {mayEdit && (
              <button type="button" class="button button-small" onClick={finish}>
                {t("bulk.left_finish")}
              </button>
            )}{" "}
            <button type="button" class="button button-small" onClick={drop}>
              {t("bulk.left_drop")}
            </button>
          </p>
        )}
      </div>
    </section>
  );
}

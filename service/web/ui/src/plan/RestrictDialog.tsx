/** Who may see an action: named people alone, or the whole network again. What becomes of it is said before it is done. */

import { useId, useState } from "preact/hooks";
import { explain } from "../api.ts";
import { byName } from "../format.ts";
import { plural, t } from "../i18n.ts";
import { notify } from "../notices.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Choosing } from "../parts/Choosing.tsx";
import type { ActionCommand, Uuid } from "../types.ts";
import { type Here, mayInvite, topicOf, useHere } from "./here.ts";

/** Only who looks after the network says who sees what, and never in the past. */
export function mayRestrict({ network, at }: Here): boolean {
  return at === null && !network.card.archived && mayInvite(network.store.row("rights", network.me));
}

/** Those whose role reaches this plan, programs left out. */
export function peopleOf({ network, plan }: Here): readonly { readonly value: Uuid; readonly label: string }[] {
  const { store } = network;
  const reaches = (person: Uuid): boolean => {
    const rights = store.row("rights", person);
    return rights !== null && !rights.suspended && rights.roles.some(({ role, topics }) => role !== "reader" && (topics.length === 0 || topics.includes(topicOf(plan))));
  };
  return store
    .people()
    .filter(({ person_id }) => reaches(person_id))
    .map(({ person_id, name, function: post }) => ({ value: person_id, label: post === null ? name : t("person.with_post", { name, post }) }))
    .sort((a, b) => byName(a.label, b.label));
}

interface Props {
  readonly item: Uuid;
  /** Null where the person who asks does not see the action. */
  readonly title: string | null;
  readonly onClose: () => void;
}

export function RestrictDialog({ item, title, onClose }: Props) {
  const here = useHere();
  const { network } = here;
  const id = useId();
  const known = network.store.row("restricted_items", item);
  const [chosen, setChosen] = useState<readonly Uuid[]>(known?.parties ?? [network.me]);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // Someone who left is not offered any more, and is named for as long as nobody takes them off.
  const choices = peopleOf(here);
  const gone = chosen.filter((person) => !choices.some(({ value }) => value === person));
  const send = (command: ActionCommand, done: string): void => {
    if (busy) {
      return;
    }
    setBusy(true);
    network
      .askNow(item, command)
      .then(() => {
        notify("done", done);
        onClose();
      })
      .catch((problem: unknown) => {
        setBusy(false);
        setWrong(explain(problem));
      });
  };
  return (
    <Dialog title={t("restrict.do")} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen.length === 0) {
            setWrong(t("restrict.nobody"));
          } else {
            send({ tag: "action.restrict", parties: chosen }, plural("restrict.done", chosen.length));
          }
        }}
      >
        <p class="dialog-subject">{title ?? t("restrict.unseen")}</p>
        <Choosing
          legend={t("restrict.who")}
          describedBy={`${id}means`}
          choices={[...choices, ...gone.map((value) => ({ value, label: t("restrict.gone", { who: network.store.nameOf(value)?.name ?? t("person.unknown") }) }))]}
          chosen={chosen}
          onChoose={(people) => {
            setChosen(people);
            setWrong(null);
          }}
        />
        <div id={`${id}means`} class="hint">
          <p>{t("restrict.means")}</p>
          <p>{t("restrict.read_before")}</p>
        </div>
        <p class="hint" role="status">
          {!chosen.includes(network.me) && t("restrict.not_me")}
        </p>
        <p class="wrong" role="alert">
          {wrong}
        </p>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("do.cancel")}
          </button>
          {known !== null && (
            <button type="button" class="button" aria-disabled={busy} aria-describedby={`${id}opens`} onClick={() => send({ tag: "action.open" }, t("restrict.opened"))}>
              {t("restrict.open")}
            </button>
          )}
          <button type="submit" class="button button-main" aria-disabled={busy}>
            {t("restrict.confirm")}
          </button>
        </footer>
        {known !== null && (
          <p id={`${id}opens`} class="hint">
            {t("restrict.opens")}
          </p>
        )}
      </form>
    </Dialog>
  );
}

/** The person who is signed in, and the way out: with a word of warning when something was not sent yet. */

import { useState } from "preact/hooks";
import { explain } from "../api.ts";
import { lookup, plural, t } from "../i18n.ts";
import { discardKept, keptCount } from "../live/drafts.ts";
import { leave, network } from "../live/network.ts";
import { type Entry, tabName, unsentOf } from "../live/outbox.ts";
import { notify } from "../notices.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Avatar } from "../parts/People.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Menu } from "../parts/Menu.tsx";
import { begunCount, discardBegun } from "../plan/begun.ts";
import { go } from "../router.ts";
import { person, signOut } from "../session.ts";
import { discardUnsent, unsentCount } from "../texts/unsent.ts";
import { Waiting } from "./LinkState.tsx";

export function Account() {
  const [asked, setAsked] = useState(false);
  const [stored, setStored] = useState<readonly Entry[]>([]);
  const me = person.value;
  const live = network.value;
  if (me === null) {
    return null;
  }
  const name = me.name ?? t("person.unknown");
  const here = live?.outbox.entries.value.filter(({ refused }) => refused === null) ?? [];
  const unsent = [...here, ...stored.filter(({ id }) => !here.some((entry) => entry.id === id))];
  const kept = (): number => keptCount(me.person_id) + unsentCount(me.person_id) + begunCount(me.person_id);
  const typed = asked ? kept() : 0;
  const ask = async (): Promise<void> => {
    // What this tab asked for in this network it knows best: an answer may have come that the browser has yet to note.
    const tab = await tabName();
    const found = (await unsentOf(me.person_id)).filter((entry) => entry.network !== live?.card.network_id || entry.client !== tab);
    setStored(found);
    if (found.length > 0 || here.length > 0 || kept() > 0) {
      setAsked(true);
    } else {
      await out(false);
    }
  };
  const out = async (tidy: boolean): Promise<void> => {
    try {
      if (tidy) {
        discardBegun(me.person_id);
        discardKept(me.person_id);
        discardUnsent(me.person_id);
      }
      await signOut();
      leave();
      go("/sign-in");
    } catch (problem) {
      notify("problem", explain(problem));
    }
  };
  return (
    <>
      <Menu
        side="end"
        kind="account"
        summary={
          <>
            <span class="hidden">{t("account.label")} </span>
            <Avatar person={me.person_id} name={name} />
            <Icon name="down" />
          </>
        }
      >
        <p class="account-name">{name}</p>
        {live !== null && (
          <ul class="account-roles quiet">
            {live.card.roles.map(({ role, authority_id }) => (
              <li key={`${role}/${authority_id}`}>
                {lookup(`role.${role}`) ?? role}
                {authority_id !== null && `, ${live.store.row("member_list", authority_id)?.name ?? ""}`}
              </li>
            ))}
          </ul>
        )}
        <a class="button" href="/account">
          {t("my_account.title")}
        </a>
        <button type="button" class="button" onClick={() => void ask()}>
          {t("account.sign_out")}
        </button>
      </Menu>
      {asked && (
        <Dialog title={t(unsent.length > 0 ? "account.unsent" : "account.typed")} onClose={() => setAsked(false)}>
          <div class="dialog-body outbox">
            {unsent.length > 0 && <p>{t(live?.outbox.kept.value === false ? "account.unsent_lost" : "account.unsent_kept")}</p>}
            <Waiting entries={unsent} />
            {typed > 0 && <p>{plural("account.typed_kept", typed)}</p>}
            <div class="dialog-foot">
              {typed > 0 && (
                <button
                  type="button"
                  class="button"
                  onClick={() => {
                    setAsked(false);
                    void out(true);
                  }}
                >
                  {t("account.discard_and_out")}
                </button>
              )}
              <button
                type="button"
                class="button"
                onClick={() => {
                  setAsked(false);
                  void out(false);
                }}
              >
                {t(typed > 0 ? "account.keep_and_out" : "account.sign_out_anyway")}
              </button>
              <button type="button" class="button button-main" onClick={() => setAsked(false)}>
                {t("account.stay")}
              </button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** A button with which a person follows a plan or an action: they are told by letter of what happens to it. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { t } from "../i18n.ts";
import { notify } from "../notices.ts";
import type { NotificationPage, Uuid } from "../types.ts";
import { Icon } from "./Icon.tsx";

/** What is followed in the network that was last asked about. */
const followed = signal<{ readonly network: Uuid; readonly items: ReadonlySet<Uuid> } | null>(null);
let asking: Uuid | null = null;

async function look(network: Uuid): Promise<void> {
  if (asking === network || followed.peek()?.network === network) {
    return;
  }
  asking = network;
  try {
    const page = await ask<NotificationPage>("GET", `/networks/${network}/notifications`);
    followed.value = { network, items: new Set(page.follows) };
  } catch {
    // Without an answer there is no button; all else works.
  } finally {
    asking = null;
  }
}

export function Follow({ network, item, title }: { readonly network: Uuid; readonly item: Uuid; readonly title: string }) {
  useEffect(() => void look(network), [network]);
  const known = followed.value;
  if (known === null || known.network !== network) {
    return null;
  }
  const follows = known.items.has(item);
  const turn = (): void => {
    ask<undefined>(follows ? "DELETE" : "POST", `/networks/${network}/follows/${item}`)
      .then(() => {
        const items = new Set(followed.peek()?.items);
        if (follows) {
          items.delete(item);
        } else {
          items.add(item);
        }
        followed.value = { network, items };
        notify("done", t(follows ? "follow.ended" : "follow.begun", { title }));
      })
      .catch((problem: unknown) => notify("problem", explain(problem)));
  };
  return (
    <button type="button" class="button button-small" aria-pressed={follows} onClick={turn}>
      <Icon name="eye" />
      {t("follow.do")}
    </button>
  );
}

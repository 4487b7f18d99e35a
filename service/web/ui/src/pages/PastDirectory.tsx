/** The directory, or one authority in it, as it stood at the moment that the address names. */

import type { ComponentChildren } from "preact";
import type { LiveNetwork } from "../live/network.ts";
import { AsOf as Moment } from "../parts/AsOf.tsx";
import type { DirectoryPage, SnapRow } from "../types.ts";

interface Props {
  readonly network: LiveNetwork;
  readonly now: string;
  readonly children: (network: LiveNetwork, at: string | null) => ComponentChildren;
}

function rows(page: DirectoryPage): readonly SnapRow[] {
  return [
    ...page.members.map((row) => ({ table: "member_list", row }) as const),
    ...page.entries.map((row) => ({ table: "directory", row }) as const),
    ...page.referents.map((row) => ({ table: "referent_list", row }) as const),
    ...page.skills.map((row) => ({ table: "skill_list", row }) as const),
  ];
}

export function AsOf(props: Props) {
  return <Moment {...props} path="/directory" rows={rows} told="past.banner_directory" />;
}

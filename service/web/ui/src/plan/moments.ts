/** Moments of a network's log, as they stand in an address. */

import type { LiveNetwork } from "../live/network.ts";
import type { Token, VersionList } from "../types.ts";

export function momentAt(network: LiveNetwork, position: number): Token {
  const [epoch = "1"] = network.card.token.split(".");
  return `${network.connection.head.peek()?.epoch ?? epoch}.${position}`;
}

/** The moment that a version is: the one it named, else the one it was published at. */
export function momentOf(network: LiveNetwork, version: VersionList): Token {
  return version.of ?? momentAt(network, version.published_position);
}

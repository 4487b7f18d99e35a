/** One item that was found: its name, what of it has the words, and where it stands. */

import type { SearchFound, SearchPiece } from "../types.ts";
import "../styles/search.css";

function Pieces({ of }: { readonly of: readonly SearchPiece[] }) {
  return <>{of.map(({ text, found }, at) => (found ? <mark key={at}>{text}</mark> : text))}</>;
}

export function FoundItem({ item }: { readonly item: SearchFound }) {
  return (
    <>
      <span class="found-title">
        <Pieces of={item.title} />
      </span>
      {item.quote.length > 0 && (
        <span class="found-quote">
          <Pieces of={item.quote} />
        </span>
      )}
      {item.where !== null && <span class="found-where quiet">{item.where}</span>}
    </>
  );
}

/** Every component in every state, for those who build screens: nothing here is anybody's, and nothing is sent. */

import { useLayoutEffect, useState } from "preact/hooks";
import { answering } from "../gallery/answers.ts";
import { Presses } from "../gallery/Presses.tsx";
import { Says } from "../gallery/Says.tsx";
import { Writes } from "../gallery/Writes.tsx";
import { t } from "../i18n.ts";

export function Gallery() {
  const [answered, setAnswered] = useState(false);
  useLayoutEffect(() => {
    const stop = answering();
    setAnswered(true);
    return stop;
  }, []);
  return (
    <div class="page gallery">
      <h1 tabIndex={-1}>{t("gallery.title")}</h1>
      <p class="lead-in">{t("gallery.about")}</p>
      {answered && (
        <>
          <Presses />
          <Writes />
          <Says />
        </>
      )}
    </div>
  );
}

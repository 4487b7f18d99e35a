/** Which page stands at the address, for the person who is signed in. */

import { useEffect, useState } from "preact/hooks";
import { explain } from "./api.ts";
import { t } from "./i18n.ts";
import { discardKept } from "./live/drafts.ts";
import { enter, leave, network } from "./live/network.ts";
import { NetworkActivity } from "./pages/NetworkActivity.tsx";
import { Networks } from "./pages/Networks.tsx";
import { Nowhere } from "./pages/Nowhere.tsx";
import { SignIn } from "./pages/SignIn.tsx";
import { later } from "./parts/Later.tsx";
import { discardBegun } from "./plan/begun.ts";
import { type Place, place } from "./router.ts";
import { checkSession, forgetSession, loadNetworks, networks, person, standing } from "./session.ts";
import { Shell } from "./shell/Shell.tsx";

// What the list of networks and the way in do not need.
const NetworkHome = later(() => import("./pages/NetworkHome.tsx").then((page) => page.NetworkHome));
const Gallery = later(() => import("./pages/Gallery.tsx").then((page) => page.Gallery)); // no link leads to it: it is for those who build screens
const PlanPage = later(() => import("./plan/PlanPage.tsx").then((page) => page.PlanPage));
const AttendanceImport = later(() => import("./pages/AttendanceImport.tsx").then((page) => page.AttendanceImport));
const AuthorityPage = later(() => import("./pages/AuthorityPage.tsx").then((page) => page.AuthorityPage));
const ContributionImport = later(() => import("./pages/ContributionImport.tsx").then((page) => page.ContributionImport));
const Council = later(() => import("./pages/Council.tsx").then((page) => page.Council));
const Portfolio = later(() => import("./pages/Portfolio.tsx").then((page) => page.Portfolio));
const CommentPage = later(() => import("./comments/CommentPage.tsx").then((page) => page.CommentPage));
const Canvases = later(() => import("./pages/Canvases.tsx").then((page) => page.Canvases));
const DataRequests = later(() => import("./pages/DataRequests.tsx").then((page) => page.DataRequests));
const NetworkChanges = later(() => import("./pages/NetworkChanges.tsx").then((page) => page.NetworkChanges));
const NetworkFigures = later(() => import("./pages/NetworkFigures.tsx").then((page) => page.NetworkFigures));
const Directory = later(() => import("./pages/Directory.tsx").then((page) => page.Directory));
const PlacesImport = later(() => import("./pages/PlacesImport.tsx").then((page) => page.PlacesImport));
const Governance = later(() => import("./pages/Governance.tsx").then((page) => page.Governance));
const Mentoring = later(() => import("./pages/Mentoring.tsx").then((page) => page.Mentoring));
const MentoringGraph = later(() => import("./pages/MentoringGraph.tsx").then((page) => page.MentoringGraph));
const MentoringOne = later(() => import("./pages/MentoringOne.tsx").then((page) => page.MentoringOne));
const Groups = later(() => import("./pages/Groups.tsx").then((page) => page.Groups));
const Journal = later(() => import("./pages/Journal.tsx").then((page) => page.Journal));
const Letter = later(() => import("./pages/Letter.tsx").then((page) => page.Letter));
const Members = later(() => import("./pages/Members.tsx").then((page) => page.Members));
const MeetingPage = later(() => import("./pages/MeetingPage.tsx").then((page) => page.MeetingPage));
const Meetings = later(() => import("./pages/Meetings.tsx").then((page) => page.Meetings));
const Minutes = later(() => import("./pages/Minutes.tsx").then((page) => page.Minutes));
const MinutesBooklet = later(() => import("./pages/MinutesBooklet.tsx").then((page) => page.MinutesBooklet));
const MyAccount = later(() => import("./pages/MyAccount.tsx").then((page) => page.MyAccount));
const MyData = later(() => import("./pages/MyData.tsx").then((page) => page.MyData));
const Programs = later(() => import("./pages/Programs.tsx").then((page) => page.Programs));
const QuestionnairePage = later(() => import("./pages/QuestionnairePage.tsx").then((page) => page.QuestionnairePage));
const Questionnaires = later(() => import("./pages/Questionnaires.tsx").then((page) => page.Questionnaires));
const RightsReport = later(() => import("./pages/RightsReport.tsx").then((page) => page.RightsReport));
const Vitality = later(() => import("./pages/Vitality.tsx").then((page) => page.Vitality));
const SearchPage = later(() => import("./pages/SearchPage.tsx").then((page) => page.SearchPage));
const WaitingPage = later(() => import("./pages/WaitingPage.tsx").then((page) => page.WaitingPage));
const WorkshopGuest = later(() => import("./pages/WorkshopGuest.tsx").then((page) => page.WorkshopGuest));
const WorkshopPage = later(() => import("./pages/Workshops.tsx").then((page) => page.WorkshopPage));
const Workshops = later(() => import("./pages/Workshops.tsx").then((page) => page.Workshops));
const WorkshopWall = later(() => import("./pages/WorkshopWall.tsx").then((page) => page.WorkshopWall));
const RoadmapPage = later(() => import("./pages/RoadmapPage.tsx").then((page) => page.RoadmapPage));
const Roadmaps = later(() => import("./pages/Roadmaps.tsx").then((page) => page.Roadmaps));
const Syntheses = later(() => import("./pages/Syntheses.tsx").then((page) => page.Syntheses));
const SynthesisPage = later(() => import("./pages/SynthesisPage.tsx").then((page) => page.SynthesisPage));

export function App() {
  const me = person.value?.person_id ?? null;
  const erased = me !== null && network.value?.store.isErased(me) === true;
  useEffect(() => {
    if (erased && me !== null) {
      discardBegun(me);
      discardKept(me); // what they typed here and had not sent is theirs, and they are gone
      leave();
      forgetSession();
    }
  }, [erased, me]);
  return (
    <Shell>
      <Page at={place.value} />
    </Shell>
  );
}

function Page({ at }: { readonly at: Place }) {
  if (at.name === "gallery") {
    return <Gallery />;
  }
  if (at.name === "sign_in") {
    return <SignIn />;
  }
  if (at.name === "guest") {
    return <WorkshopGuest />;
  }
  if (at.name === "letter") {
    return <Letter />;
  }
  if (at.name === "nowhere") {
    return <Nowhere />; // also for who is not signed in: after that it would not be there either
  }
  switch (standing.value) {
    case "unknown":
      return <Busy />;
    case "unreachable":
      return <Unreachable text={t("failure.unreachable")} again={() => void checkSession()} />;
    case "signed_out":
      return <SignIn />;
    case "signed_in":
      return <Inside at={at} />;
  }
}

function Inside({ at }: { readonly at: Place }) {
  const [failure, setFailure] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  const known = networks.value;
  useEffect(() => {
    // While the rest is asked for, what most visits open first and next.
    void import("./pages/NetworkHome.tsx").then(() => import("./plan/PlanPage.tsx")).catch(() => undefined);
  }, []);
  useEffect(() => {
    if (known === null) {
      loadNetworks()
        .then(() => setFailure(null))
        .catch((problem: unknown) => setFailure(explain(problem)));
    }
  }, [known, tries]);
  const wanted = "network" in at ? at.network : null;
  const card = known?.find(({ network_id }) => network_id === wanted) ?? null;
  useEffect(() => {
    if (card !== null) {
      void enter(card);
    } else if (wanted === null) {
      leave();
    }
  }, [card, wanted]);

  if (failure !== null) {
    return <Unreachable text={failure} again={() => setTries(tries + 1)} />;
  }
  if (at.name === "networks") {
    return <Networks />;
  }
  if (at.name === "account") {
    return <MyAccount />;
  }
  if (at.name === "my_data") {
    return <MyData />;
  }
  if (at.name === "nowhere") {
    return <Nowhere />;
  }
  if (known !== null && card === null) {
    return <Nowhere title="network.missing" text="network.missing_text" />;
  }
  const live = network.value;
  if (live === null || live.card.network_id !== wanted) {
    return <Busy />;
  }
  switch (at.name) {
    case "network":
      return <NetworkHome network={live} />;
    case "figures":
      return <NetworkFigures network={live} />;
    case "vitality":
      return <Vitality network={live} />;
    case "council":
      return <Council network={live} />;
    case "portfolio":
      return <Portfolio network={live} />;
    case "search":
      return <SearchPage network={live} />;
    case "waiting":
      return <WaitingPage network={live} />;
    case "groups":
      return <Groups network={live} />;
    case "canvases":
      return <Canvases network={live} />;
    case "members":
      return <Members network={live} />;
    case "rights":
      return <RightsReport network={live} />;
    case "governance":
      return <Governance network={live} />;
    case "data_requests":
      return <DataRequests network={live} />;
    case "activity":
      return <NetworkActivity network={live} />;
    case "journal":
      return <Journal network={live} />;
    case "changes":
      return <NetworkChanges network={live} />;
    case "programs":
      return <Programs network={live} />;
    case "comment":
      return <CommentPage key={at.comment} network={live} comment={at.comment} />;
    case "meetings":
      return <Meetings network={live} />;
    case "meeting":
      return <MeetingPage key={at.meeting} network={live} meeting={at.meeting} />;
    case "import_attendance":
      return <AttendanceImport key={at.meeting} network={live} meeting={at.meeting} />;
    case "minutes":
      return <Minutes key={at.meeting} network={live} meeting={at.meeting} />;
    case "booklet":
      return <MinutesBooklet key={at.meeting} network={live} meeting={at.meeting} />;
    case "questionnaires":
      return <Questionnaires network={live} />;
    case "questionnaire":
      return <QuestionnairePage key={at.questionnaire} network={live} questionnaire={at.questionnaire} />;
    case "mentoring":
      return <Mentoring network={live} />;
    case "mentoring_graph":
      return <MentoringGraph network={live} />;
    case "mentorship":
      return <MentoringOne key={at.mentorship} network={live} mentorship={at.mentorship} />;
    case "directory":
      return <Directory network={live} />;
    case "import_places":
      return <PlacesImport network={live} />;
    case "authority":
      return <AuthorityPage key={at.authority} network={live} authority={at.authority} />;
    case "syntheses":
      return <Syntheses network={live} />;
    case "synthesis":
      return <SynthesisPage key={at.synthesis} network={live} synthesis={at.synthesis} />;
    case "roadmaps":
      return <Roadmaps network={live} />;
    case "roadmap":
      return <RoadmapPage key={at.roadmap} network={live} plan={at.roadmap} />;
    case "workshops":
      return <Workshops network={live} />;
    case "workshop":
      return <WorkshopPage key={at.workshop} network={live} workshop={at.workshop} />;
    case "import_contributions":
      return <ContributionImport network={live} />;
    case "wall":
      return <WorkshopWall key={at.workshop} network={live} workshop={at.workshop} />;
    case "plan":
    case "board":
    case "timeline":
    case "structure":
    case "conflicts":
    case "plan_activity":
    case "import":
    case "process":
    case "dashboard":
    case "compare":
    case "action":
      return <PlanPage network={live} place={at} />;
    default:
      return <Nowhere />;
  }
}

function Busy() {
  return (
    <div class="empty" aria-busy="true">
      <h1 tabIndex={-1}>{t("loading")}</h1>
    </div>
  );
}

const AGAIN = 5000; // milliseconds between two tries

/** Nothing can be shown without the service: it is asked again and again, and nobody needs to do anything. */
function Unreachable({ text, again }: { readonly text: string; readonly again: () => void }) {
  useEffect(() => {
    const timer = setInterval(again, AGAIN);
    return () => clearInterval(timer);
  });
  return (
    <div class="empty">
      <h1 tabIndex={-1}>{t("failure.title")}</h1>
      <p>
        {text} {t("failure.by_itself")}
      </p>
      <button type="button" class="button button-main" onClick={again}>
        {t("failure.again")}
      </button>
    </div>
  );
}

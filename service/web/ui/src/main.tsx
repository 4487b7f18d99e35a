// The first file of the web app: puts the application into the page.
import { render } from "preact";

function App() {
  return <h1>Club 21</h1>;
}

const place = document.getElementById("app");
if (place !== null) {
  render(<App />, place);
}

// Unpacks the browser that comes as a package into TMPDIR, and says where it is.
import chromium from "@sparticuz/chromium";

console.log(await chromium.executablePath());

// The form at /form.pdf in pdf.js: drawn as a picture, shown to be filled in, saved. `form` is what the tests call.
import { AnnotationMode, getDocument, GlobalWorkerOptions } from "/pdfjs/build/pdf.min.mjs";
import { EventBus, PDFLinkService, PDFViewer } from "/pdfjs/web/pdf_viewer.mjs";

GlobalWorkerOptions.workerSrc = "/pdfjs/build/pdf.worker.min.mjs";
const pdf = await getDocument({
  url: "/form.pdf", standardFontDataUrl: "/pdfjs/standard_fonts/", wasmUrl: "/pdfjs/wasm/",
}).promise;

// One page as it is drawn on paper, in base64: the bytes of a PNG.
async function draw(number, scale) {
  const page = await pdf.getPage(number);
  const viewport = page.getViewport({ scale });
  const canvas = new OffscreenCanvas(Math.round(viewport.width), Math.round(viewport.height));
  await page.render({ canvas, canvasContext: canvas.getContext("2d"), viewport }).promise;
  const png = await canvas.convertToBlob();
  return new Uint8Array(await png.arrayBuffer()).toBase64();
}

// All pages in the viewer, each field an input of its own.
async function show() {
  const eventBus = new EventBus();
  const linkService = new PDFLinkService({ eventBus });
  const container = document.querySelector("#desk");
  const viewer = new PDFViewer({ container, eventBus, linkService, annotationMode: AnnotationMode.ENABLE_FORMS });
  const waiting = new Set(Array.from({ length: pdf.numPages }, (_, i) => i + 1));
  const shown = new Promise((resolve) => eventBus.on("annotationlayerrendered", ({ pageNumber }) => {
    waiting.delete(pageNumber);
    if (waiting.size === 0) resolve();
  }));
  linkService.setViewer(viewer);
  linkService.setDocument(pdf);
  viewer.setDocument(pdf);
  await shown;
}

// What the button "Save" writes, in base64.
async function save() {
  return (await pdf.saveDocument()).toBase64();
}

// The tooltip of each input, by the name of its field.
function tips() {
  const inputs = [...document.querySelectorAll(".annotationLayer [name]")];
  return Object.fromEntries(Map.groupBy(inputs, (input) => input.name).entries()
    .map(([name, found]) => [name, found.map((input) => input.closest("[title]").title)]));
}

globalThis.form = { pages: pdf.numPages, draw, show, save, tips };

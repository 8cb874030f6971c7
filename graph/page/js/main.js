const start = async () => {
  const element = document.getElementById("data");
  let text = element.textContent;
  if (element.type === "application/gzip") {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    text = await new Response(stream).text();
  }
  const data = JSON.parse(text);
  const drawing = data.drawings.deeds ?? data.drawings.network;
  const nodes = new vis.DataSet(drawing.nodes);
  const edges = new vis.DataSet(drawing.edges);
  new vis.Network(document.getElementById("app"), { nodes, edges }, drawing.options);
};
start();

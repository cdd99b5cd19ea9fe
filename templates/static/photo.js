// A picture is made small here before it goes out, where the browser can: it is
// shown, it costs less to send, and its place and camera stay on the phone. The
// server makes it anew whatever comes.
for (const input of document.querySelectorAll("input[data-photo]")) {
  input.addEventListener("change", async () => {
    const file = input.files[0];
    input.parentElement.querySelector("canvas")?.remove();
    if (!file) return;
    try {
      const opened = await createImageBitmap(file);
      if (file !== input.files[0]) return;
      const by = Math.min(1, 1600 / Math.max(opened.width, opened.height));
      const canvas = document.createElement("canvas");
      canvas.className = "photo";
      canvas.setAttribute("aria-hidden", "true");
      canvas.width = Math.max(1, Math.round(opened.width * by));
      canvas.height = Math.max(1, Math.round(opened.height * by));
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(opened, 0, 0, canvas.width, canvas.height);
      input.after(canvas);
      canvas.toBlob((small) => {
        if (!small || small.size >= file.size || file !== input.files[0]) return;
        const chosen = new DataTransfer();
        chosen.items.add(new File([small], "picture.jpg", { type: "image/jpeg" }));
        input.files = chosen.files;
      }, "image/jpeg", 0.85);
    } catch {} // the server says what is wrong with it
  });
}

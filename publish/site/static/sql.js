// The SQL editor: CodeMirror on the text area, and a button that formats the query.
const input = document.querySelector("textarea#sql-editor");
const shown = document.querySelector("pre#sql-query");
const button = document.querySelector("button#sql-format");
const editor = input && CodeMirror.fromTextArea(input, {
  lineNumbers: true,
  lineWrapping: true,
  mode: "text/x-sql",
  extraKeys: { "Shift-Enter": () => input.form.submit(), Tab: false },
});

if (editor) editor.getInputField().setAttribute("aria-label", "SQL");

if (button && (editor || shown)) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (editor) editor.setValue(sqlFormatter.format(editor.getValue()));
    else shown.textContent = sqlFormatter.format(shown.textContent);
  });
}

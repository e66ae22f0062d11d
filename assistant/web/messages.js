// Translates a message of a script, and puts values in the place of their names, such as %(name)s. The page brings the translations along.

const _ = (text, values = {}) => (window.scriptMessages?.[text] || text).replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);

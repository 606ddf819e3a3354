/** Shells that completion is written for. */
export const shells = ["bash", "zsh", "fish"] as const;

/** One of {@link shells}. */
export type Shell = (typeof shells)[number];

/**
 * The script that a shell reads: it hands the words of the line to `yurai __complete` and offers what comes back, one
 * candidate a line, with a tab before its description. What follows no candidate is left to the shell's own file names.
 */
export function completionScript(shell: Shell): string {
  switch (shell) {
    case "bash":
      return bash;
    case "zsh":
      return zsh;
    case "fish":
      return fish;
    default:
      return shell satisfies never;
  }
}

const bash = `# yurai completion for bash: eval "$(yurai completion bash)"
_yurai_complete() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(yurai __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -o bashdefault -F _yurai_complete yurai`;

const zsh = `#compdef yurai
# yurai completion for zsh: eval "$(yurai completion zsh)"
_yurai() {
  local -a candidates
  local line word note
  while IFS= read -r line; do
    word="\${line%%$'\\t'*}"
    note="\${line#*$'\\t'}"
    candidates+=("\${word//:/\\\\:}:\${note}")
  done < <(yurai __complete "\${words[@]:1:$((CURRENT - 1))}" 2>/dev/null)
  if (( \${#candidates} )); then
    _describe 'yurai' candidates
  else
    _files
  fi
}
compdef _yurai yurai`;

const fish = `# yurai completion for fish: yurai completion fish > ~/.config/fish/completions/yurai.fish
function __yurai_complete
    set -l words (commandline -opc) (commandline -ct)
    yurai __complete $words[2..-1] 2>/dev/null
end
complete -c yurai -a '(__yurai_complete)'`;

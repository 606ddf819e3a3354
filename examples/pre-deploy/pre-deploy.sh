#!/bin/sh
# Run before a release: ends with 0 only when every output may go out. Usage: pre-deploy.sh OUTPUTS.jsonl MODEL
set -u
outputs=${1:?usage: pre-deploy.sh OUTPUTS.jsonl MODEL}
model=${2:?usage: pre-deploy.sh OUTPUTS.jsonl MODEL}
yurai=${YURAI:-yurai}

$yurai check "$outputs" --model "$model" --use publish --out yurai-out
code=$?
case $code in
  0)
    # Whatever was attributed must go out with its notices.
    if [ -f yurai-out/attribution.txt ]; then cp yurai-out/attribution.txt THIRD-PARTY-OUTPUTS.txt; fi
    echo "pre-deploy: outputs may go out" ;;
  1) echo "pre-deploy: stopped; see yurai-out/report.html" >&2 ;;
  2) echo "pre-deploy: the outputs file or a flag is wrong" >&2 ;;
  3) echo "pre-deploy: something could not be checked; that is not a pass" >&2 ;;
  4) echo "pre-deploy: the ledger or a segment is damaged; run yurai verify" >&2 ;;
  5) echo "pre-deploy: only expired waivers stand in the way; renew or remove them" >&2 ;;
  130) echo "pre-deploy: interrupted; yurai check --resume goes on" >&2 ;;
esac
exit $code

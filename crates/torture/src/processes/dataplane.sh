# The data plane of an edge server: `sh dataplane.sh check|reload|probe PLACE`. It loads by copying what lies in `accounts`, and
# serves from the folder that `loaded` points to. Files in PLACE have it fail:
#   hang    the check takes for ever       refuse  the check refuses everything
#   strict  the check refuses documents with the word POISON
#   crash   loading fails                  dead    the probe dies
#   slow    loading takes a while, and says so with the file `loading`
cd "$2" || exit 9
case $1 in
check)
  if test -e hang; then exec sleep 600; fi
  if test -e refuse; then
    echo "the data plane refuses everything" >&2
    exit 1
  fi
  if test -e strict && grep -l POISON accounts/*.json 2>/dev/null; then exit 1; fi
  ;;
reload)
  exec 9>lock
  flock 9
  # Whoever wanted this is gone, and whoever came after it has loaded already.
  kill -0 "$PPID" 2>/dev/null || exit 0
  if test -e crash; then
    echo "the data plane does not answer" >&2
    exit 1
  fi
  if test -e slow; then
    : >loading
    sleep 0.3
  fi
  new=$(mktemp -d copy.XXXXXX)
  for file in accounts/*.json; do
    test -e "$file" || continue
    cp "$file" "$new/" || {
      rm -rf "$new"
      exit 1
    }
  done
  ln -sfn "$new" loaded.new && mv -T loaded.new loaded
  ls -dt copy.* | tail -n +8 | xargs -r rm -rf
  ;;
probe)
  if test -e dead; then kill -SEGV $$; fi
  ;;
esac

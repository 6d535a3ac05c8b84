# ./commonwatch bench scan: the scanner beside its peers, in one run. Sourced by bench/run, which sets root and work.
#
#   --bytes N           size of the log (1000000000)
#   --seed N            of log and made-up indicators (7)
#   --runs N            scans in one process; the first is cold, the best counts (3)
#   --rows 'N ...'      sizes of the indicator sets ('10000 100000 1000000 5000000')
#   --peer-bytes N      start of the log that grep and ripgrep get, since they take minutes for all of it (128000000)
#   --hyperscan-1m      also compile Hyperscan for 1M values: a minute and 2.3 GB
#   --keep DIR          put sets, indexes and log there and use them again
#
# Prints one line of JSON a figure. gbs is by the clock, gb_per_cpu_s by processor time, which a busy machine distorts less;
# gbs_least adds up the least time each block took in any run, which it distorts least.
# A peer that is not installed is skipped with a line that says so.

bytes=1000000000
seed=7
runs=3
sets='10000 100000 1000000 5000000'
peer_bytes=128000000
hyperscan_million=
keep=$work
peer_seconds_max=240
published=$root/../shared/data/indicators/indicators-1m.tsv.gz

wrong() { echo "bench scan: $1" >&2; exit 2; }

while [[ $# -gt 0 ]]; do
  case $1 in
    --bytes) bytes=$2; shift ;;
    --seed) seed=$2; shift ;;
    --runs) runs=$2; shift ;;
    --rows) sets=$2; shift ;;
    --peer-bytes) peer_bytes=$2; shift ;;
    --hyperscan-1m) hyperscan_million=yes ;;
    --keep) keep=$2; shift ;;
    *) wrong "unknown option $1" ;;
  esac
  shift
done
mkdir -p "$keep"
largest=$(printf '%s\n' $sets | sort -n | tail -n 1)
smallest=$(printf '%s\n' $sets | sort -n | head -n 1)
[[ $smallest -ge 10000 ]] || wrong "the smallest set has 10000 rows: what is injected comes from those"
results=$keep/results.jsonl
: >"$results"

skipped() { echo "{\"what\":\"$1\",\"skipped\":\"$2\"}" | tee -a "$results"; }
report() { tee -a "$results"; }
have() { command -v "$1" >/dev/null 2>&1; }

pin() { # CORES CMD...
  local cores=$1
  shift
  if have taskset; then taskset -c "$cores" "$@"; else "$@"; fi
}

if [[ ! -f $published ]]; then
  skipped "published indicators" "../shared/data/indicators is not there; every row is made up"
  published=$keep/none.tsv
  : >"$published"
fi

"$root/commonwatch" prepare
(cd "$root" && mvn -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl bench -am package) || exit 3
classes=$root/bench/target/classes:$root/target/app/cli/lib/*
lean=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED -Xms16m)
bench() { "$JAVA_HOME/bin/java" "${lean[@]}" -Xmx3g -cp "$classes" "org.commonwatch.bench.scan.$@"; }

# ---- sets, indexes, logs -----------------------------------------------------------------------------------------------

for rows in $sets; do
  [[ -f $keep/$rows.values ]] || bench MakeSet "$published" "$seed" "$rows" "$keep/$rows.tsv" "$keep/$rows.values"
done
[[ -f $keep/log.truth && $(stat -c %s "$keep/log") -ge $bytes ]] ||
  bench MakeLog "$published" "$seed" "$largest" "$bytes" 2000 "$keep/log" "$keep/log.truth" | report
[[ -f $keep/hits.truth && $(stat -c %s "$keep/hits") -ge $bytes ]] ||
  bench MakeLog "$published" "$seed" "$largest" "$bytes" 100000 "$keep/hits" "$keep/hits.truth" | report
head -c "$peer_bytes" "$keep/log" >"$keep/start"

for rows in $sets; do
  from=$(date +%s%N)
  COMMONWATCH_CLI_HEAP=1g "$root/commonwatch" index build "$keep/$rows.tsv" -o "$keep/$rows.idx" >"$keep/build.out"
  echo "{\"what\":\"build\",\"rows\":$rows,\"seconds\":$(awk "BEGIN { print ($(date +%s%N) - $from) / 1e9 }"),\"bytes\":$(stat -c %s "$keep/$rows.idx")}" | report
done

# ---- ours --------------------------------------------------------------------------------------------------------------

ours() { # CORES THREADS ROWS LOG MODULES...
  local cores=$1 threads=$2 rows=$3 log=$4
  shift 4
  pin "$cores" "$JAVA_HOME/bin/java" "${lean[@]}" -Xmx64m "$@" -cp "$classes" org.commonwatch.bench.scan.ScanRun \
    "$keep/$rows.idx" "$keep/$log" "$threads" "$runs" "$keep/$log.truth" 2>/dev/null | report
}
vector=(--add-modules jdk.incubator.vector)

cat "$keep/log" "$keep/hits" >/dev/null
for rows in $sets; do
  ours 0 1 "$rows" log "${vector[@]}"
done
middle=1000000
[[ " $sets " == *" $middle "* ]] || middle=$largest
ours 0 1 "$middle" log
ours 0,1 2 "$middle" log "${vector[@]}"
ours 0 1 "$middle" hits "${vector[@]}"

# The program itself, from the first byte of the launcher to the last of the answer; its hits must be the truth.
whole() { # NAME LOG
  local from found=0
  from=$(date +%s%N)
  pin 0 "$root/commonwatch" scan --threads 1 --index "$keep/$middle.idx" "$keep/$2" >"$keep/found.tsv" 2>"$keep/found.err" || found=$?
  local seconds truth=whole
  seconds=$(awk "BEGIN { print ($(date +%s%N) - $from) / 1e9 }")
  [[ $found -eq 1 ]] || truth="exit code $found"
  sed -n 's/^hit\t//p' "$keep/$2.truth" | cmp -s - <(cut -f 2- "$keep/found.tsv") || truth=different
  echo "{\"what\":\"$1\",\"rows\":$middle,\"seconds\":$seconds,\"hits\":$(wc -l <"$keep/found.tsv"),\"truth\":\"$truth\",\"summary\":\"$(tail -n 1 "$keep/found.err" | tr -d '"\\')\"}" | report
}
whole scan log
whole "scan, 100k hits" hits

# ---- peers -------------------------------------------------------------------------------------------------------------

# Output goes to a file: grep ends at its first match when it sees that it writes to /dev/null.
cpu_of() { # CMD...: processor seconds; nothing when it takes too long
  local TIMEFORMAT='%U %S' rc=0
  { time pin 0 timeout "$peer_seconds_max" "$@" >"$keep/peer.out" 2>&1 || rc=$?; } 2>"$keep/time"
  [[ $rc -lt 2 ]] && awk '{ print $1 + $2 }' "$keep/time"
}

peer() { # NAME ROWS FILE CMD...: the time for reading the patterns is taken off
  local name=$1 rows=$2 file=$3 all none
  shift 3
  none=$(cpu_of "$@" /dev/null) && all=$(cpu_of "$@" "$file") || { skipped "$name, $rows rows" "took longer than $peer_seconds_max s"; return 0; }
  echo "$name $rows $(stat -c %s "$file") $all $none" |
    awk '{ cpu = $4 - $5
           if (cpu < $5 / 20 || cpu <= 0) printf "{\"what\":\"%s\",\"rows\":%d,\"skipped\":\"scanning %d bytes is lost in the %.2f s of reading patterns; give --peer-bytes\"}\n", $1, $2, $3, $5
           else printf "{\"what\":\"%s\",\"rows\":%d,\"bytes\":%d,\"gb_per_cpu_s\":%.4f,\"build_s\":%.2f}\n", $1, $2, $3, $3 / cpu / 1e9, $5 }' | report
}

peer wc 0 "$keep/log" wc -l
for rows in $smallest $middle; do
  peer grep "$rows" "$keep/start" grep -c -F -f "$keep/$rows.values"
  if have rg; then peer ripgrep "$rows" "$keep/start" rg -j 1 -c -F -f "$keep/$rows.values"; else skipped ripgrep "rg is not installed"; fi
done

if ! have gcc || ! echo '#include <hs/hs.h>' | gcc -E - >/dev/null 2>&1; then
  skipped hyperscan "gcc or hs/hs.h is not there (Debian: libhyperscan-dev or libvectorscan-dev)"
else
  gcc -O2 -o "$keep/hyperscan" "$root/bench/peers/hyperscan.c" -lhs
  pin 0 "$keep/hyperscan" "$keep/$smallest.values" "$keep/log" "$runs" | report
  if [[ -n $hyperscan_million ]]; then
    pin 0 "$keep/hyperscan" "$keep/$middle.values" "$keep/log" "$runs" | report
  else
    skipped "hyperscan, $middle rows" "give --hyperscan-1m: it takes a minute and 2.3 GB"
  fi
fi

# ---- ratios ------------------------------------------------------------------------------------------------------------

# The best run of each, ours over theirs at the same number of rows.
awk -v middle="$middle" '
  function field(name,   at) { return match($0, "\"" name "\":\"?[^,\"}]*") ? substr($0, RSTART + length(name) + 3 + (substr($0, RSTART + length(name) + 3, 1) == "\""), RLENGTH - length(name) - 3 - (substr($0, RSTART + length(name) + 3, 1) == "\"")) : "" }
  /"gb_per_cpu_s"/ {
    key = field("what") " " field("rows")
    if (field("what") == "ours" && (field("threads") != 1 || field("masks") != "vector" || field("log") != "log")) next
    if (field("gb_per_cpu_s") + 0 > best[key]) best[key] = field("gb_per_cpu_s") + 0
  }
  END {
    for (key in best) {
      split(key, part, " ")
      ours = best["ours " part[2]]
      if (part[1] != "ours" && part[1] != "wc" && ours > 0) printf "{\"what\":\"ratio\",\"peer\":\"%s\",\"rows\":%d,\"ours_over_peer\":%.1f}\n", part[1], part[2], ours / best[key]
    }
    if (best["wc 0"] > 0 && best["ours " middle] > 0) printf "{\"what\":\"ratio\",\"peer\":\"wc\",\"rows\":%d,\"ours_over_peer\":%.3f}\n", middle, best["ours " middle] / best["wc 0"]
  }' "$results" | report

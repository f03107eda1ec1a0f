# Read by ../../delega: plants each mutant in a copy of the sources, builds what it is in, and lets the
# checker look for it. $root, say, die, find_java, check_maven, launcher and build are the launcher's.

mutant_header() { # $1 field, $2 patch
  sed -n "s/^$1: //p" "$2" | head -n 1
}

# The copy has the sources, and instead of what is built of them links to what is built here.
mutants_copy() {
  rm -rf "$copy"
  mkdir -p "$copy"
  (cd "$root" && tar cf - --exclude=target --exclude=.git --exclude=.delega .) | (cd "$copy" && tar xf -)
  local service
  for service in connect token-vault access-policy; do mutants_link "$service"; done
}

mutants_link() { # $1 service
  rm -rf "$copy/services/$1/target"
  mkdir -p "$copy/services/$1/target"
  ln -s "$root/services/$1/target/quarkus-app" "$copy/services/$1/target/quarkus-app"
}

run_mutant() { # $1 patch; prints a row of the table, fails when the mutant lives
  local name modules while log code=0 module
  name="$(basename "$1" .patch)"
  modules="$(mutant_header Modules "$1")"
  while="$(mutant_header While "$1")"
  log="$copy/$name.log"
  (cd "$copy" && patch -p1 -s) < "$1" || die "$name does not apply"
  for module in ${modules//,/ }; do rm -rf "$copy/$module/target"; done
  (cd "$copy" && mvn -ntp -B -q package -DskipTests -Dspotless.check.skip -pl "$modules") > "$log" 2>&1 ||
    die "$name cannot be built; see $log"
  (sources="$copy" DELEGA_HOME="$copy/.delega" launcher chaos --rounds "$rounds" --only "$while") >> "$log" 2>&1 || code=$?
  for module in ${modules//,/ }; do
    rm -rf "$copy/$module/target"
    [ ! -d "$root/$module/target/quarkus-app" ] || mutants_link "$(basename "$module")"
  done
  (cd "$copy" && patch -p1 -s -R) < "$1"
  if [ "$code" -eq 2 ]; then
    printf '| %s | %s | %s | %s |\n' "$name" "$while" \
      "$(sed -n 's/^Seed [0-9]*, \([0-9]*\) rounds\.$/\1/p' "$log" | tail -n 1)" \
      "$(sed -n 's/^VIOLATED: [^:]*: //p' "$log" | head -n 1)"
  else
    say "$name LIVES (exit code $code); see $log"
    return 1
  fi
}

run_mutants() { # $1... names; all without
  check_maven
  build
  copy="${TMPDIR:-/tmp}/delega-mutants.$(id -u)"
  rounds=5
  mutants_copy
  local patch lives=0 all=()
  if [ $# -gt 0 ]; then
    local name
    for name in "$@"; do all+=("$root/deploy/chaos/mutants/$name.patch"); done
  else
    all=("$root"/deploy/chaos/mutants/*.patch)
  fi
  printf '| mutant | caught while | round | by |\n|---|---|---|---|\n'
  for patch in "${all[@]}"; do run_mutant "$patch" || lives=1; done
  [ "$lives" -eq 1 ] || rm -rf "$copy"
  return "$lives"
}

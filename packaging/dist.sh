# Sourced by the launcher for `dist`, after a build: assembles the release archive. Two runs over the same sources give the
# same bytes: entries sorted by name, one time stamp, owner 0, no name or time in the gzip header.
# shellcheck shell=sh disable=SC2154 # root, app and the functions come from the launcher

version=$(sed -n 's:^  <version>\(.*\)</version>.*:\1:p' "$root/pom.xml" | head -n 1)
stamp=$(sed -n 's:.*<project.build.outputTimestamp>\(.*\)</project.build.outputTimestamp>.*:\1:p' "$root/pom.xml")
[ -n "$version" ] && [ -n "$stamp" ] || fault "cannot read version and time stamp from pom.xml"

gnu_tar=''
for candidate in tar gtar; do
  if "$candidate" --version 2>/dev/null | grep -q 'GNU tar'; then gnu_tar=$candidate; break; fi
done
[ -n "$gnu_tar" ] || fault "dist needs GNU tar for a reproducible archive; install it (macOS: brew install gnu-tar)."

name=commonwatch-$version
stage=$root/target/dist/$name
archive=$root/target/$name.tar.gz

note "writing the bill of materials"
need_mvn
cd "$root"
"$mvn" -q -B -ntp "org.cyclonedx:cyclonedx-maven-plugin:$(sed -n 's:.*<cyclonedx.version>\(.*\)</cyclonedx.version>.*:\1:p' pom.xml):makeAggregateBom" \
  -pl .,node,cli -am -DincludeTestScope=false -DincludeBomSerialNumber=false -DoutputFormat=all -DoutputName=sbom \
  >"$root/target/sbom.log" 2>&1 || fault "the bill of materials could not be written; see $root/target/sbom.log"

note "assembling $name"
rm -rf "$root/target/dist"
mkdir -p "$stage/lib" "$stage/share"
cp -R "$app/node" "$stage/lib/node"
cp -R "$app/cli" "$stage/lib/cli"
cp "$root/commonwatch" "$root/LICENSE" "$root/README.md" "$root/SECURITY.md" "$root/CONTRIBUTING.md" "$root/CHANGELOG.md" "$stage/"
cp -R "$root/docs" "$stage/docs"
cp -R "$root/packaging/systemd" "$root/packaging/container" "$stage/share/"
cp "$root/target/sbom.json" "$stage/share/sbom.cdx.json"
"$java" "$root/packaging/Notice.java" "$root/target/sbom.xml" "$stage/lib" >"$stage/NOTICE"

"$gnu_tar" --create --directory "$root/target/dist" --format=ustar --sort=name --mtime="$stamp" \
  --owner=0 --group=0 --numeric-owner --mode='u+rwX,go+rX,go-w' "$name" | gzip -n -9 >"$archive.part"
mv "$archive.part" "$archive"
cd "$was"
note "wrote $archive ($(cksum <"$archive" | awk '{ print $2 }') bytes)"
if command -v sha256sum >/dev/null 2>&1; then sha256sum "$archive" | awk '{ print $1 }'; fi

package org.commonwatch.node.sources;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Which files a source follows: an absolute path, with {@code *} and {@code ?} within a name and {@code **} over folders. A
 * folder means the files in it. Symbolic links to files are followed, links to folders below a wildcard are not: they may go in
 * circles. Nothing in the node's own folder is ever found.
 */
final class PathPattern {
    /** Folder levels below the first wildcard. */
    static final int DEPTH_MAX = 16;

    /** Entries looked at in one walk: a folder of more than this is no folder of logs. */
    static final int ENTRIES_MAX = 50_000;

    static final int PATH_CHARS_MAX = 4_096;
    private static final String WILD = "*?[{";

    private final Path base;
    private final PathMatcher matcher;
    private final int depthMax;
    private final boolean exact;
    private final Path home;

    private PathPattern(Path base, PathMatcher matcher, int depthMax, boolean exact, Path home) {
        this.base = base;
        this.matcher = matcher;
        this.depthMax = depthMax;
        this.exact = exact;
        this.home = home;
    }

    /**
     * What a walk found.
     *
     * @param cut there was more than is looked at
     */
    record Walk(List<Found> files, boolean cut) {
        Walk {
            files = List.copyOf(files);
        }
    }

    /**
     * @param home the node's folder
     * @throws Refused when the path is not absolute, not a pattern, or leads into the node's folder
     */
    static PathPattern of(Settings.Files files, Path home) throws Refused {
        String text = files.path();
        if (text.isEmpty()
                || text.length() > PATH_CHARS_MAX
                || text.indexOf('\0') >= 0
                || !Path.of(text).isAbsolute()) {
            throw refused("path-absolute", "A file source needs an absolute path, with * or ** where it varies.", text);
        }
        Path whole = Path.of(text).normalize();
        Path base = fixed(whole);
        Path ownHome = real(home);
        if (real(base).startsWith(ownHome)) {
            throw refused("path-own-home", "A node does not read its own folder: that would feed on itself.", text);
        }
        boolean folder = base.equals(whole) && Files.isDirectory(whole);
        boolean exact = base.equals(whole) && !folder;
        try {
            String glob = folder ? whole + "/*" : whole.toString();
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
            int depth = depth(base, whole, text, folder, files.depthMax());
            return new PathPattern(base, matcher, depth, exact, ownHome);
        } catch (PatternSyntaxException e) {
            throw refused("path-pattern", "This pattern does not read: " + e.getDescription() + ".", text);
        }
    }

    /** The files that match now; what cannot be read is left out. */
    Walk walk() {
        Map<String, Found> files = new LinkedHashMap<>();
        int[] left = {ENTRIES_MAX};
        if (exact) {
            add(base, files);
        } else {
            walk(base, depthMax, files, left);
        }
        return new Walk(List.copyOf(files.values()), left[0] <= 0);
    }

    /** Regular files beside {@code path}, for one that was renamed or copied by rotation. */
    List<Found> siblings(Path path) {
        Path folder = path.getParent();
        if (folder == null) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.limit(ENTRIES_MAX)
                    .flatMap(entry -> Found.at(entry).stream())
                    .filter(this::allowed)
                    .toList();
        } catch (IOException folderGone) {
            return List.of();
        }
    }

    private void walk(Path folder, int depth, Map<String, Found> files, int[] left) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (left[0]-- <= 0) {
                    return;
                }
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    if (depth > 0) {
                        walk(entry, depth - 1, files, left);
                    }
                } else if (matcher.matches(entry)) {
                    add(entry, files);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException goneOrForbidden) {
            // A folder that cannot be listed holds nothing for us now; the source's page shows which files are read.
            return;
        }
    }

    private void add(Path path, Map<String, Found> files) {
        Found.at(path)
                .filter(found -> !found.packed() && allowed(found))
                .ifPresent(found -> files.putIfAbsent(found.file(), found));
    }

    private boolean allowed(Found found) {
        return !found.path().startsWith(home);
    }

    private static Path fixed(Path whole) {
        Path base = whole.getRoot();
        for (Path name : whole) {
            if (name.toString().chars().anyMatch(c -> WILD.indexOf(c) >= 0)) {
                break;
            }
            base = base.resolve(name);
        }
        return base;
    }

    /** Folders below the base that can hold a match: as many as the pattern names, or the bound where it says {@code **}. */
    private static int depth(Path base, Path whole, String text, boolean folder, int depthMax) {
        if (folder) {
            return 0;
        }
        int named = whole.getNameCount() - base.getNameCount() - 1;
        return text.contains("**") ? depthMax : Math.min(DEPTH_MAX, named);
    }

    private static Path real(Path path) {
        Path known = path.toAbsolutePath().normalize();
        Path rest = Path.of("");
        while (known.getParent() != null) {
            try {
                return known.toRealPath().resolve(rest).normalize();
            } catch (IOException missing) {
                rest = known.getFileName().resolve(rest);
                known = known.getParent();
            }
        }
        return path.toAbsolutePath().normalize();
    }

    private static Refused refused(String code, String message, String value) {
        return Refusal.of(code, "/path", message, value).toException();
    }
}

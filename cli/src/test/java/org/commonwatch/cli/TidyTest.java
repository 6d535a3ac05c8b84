package org.commonwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The project's own papers: links lead somewhere, commands that are named exist, nothing half-done is left lying. */
class TidyTest {
    private static final Path ROOT = Path.of(System.getProperty("commonwatch.root"));

    /** What the launcher runs itself. */
    private static final Set<String> LAUNCHER = Set.of("up", "prepare", "test", "bench", "dist");

    private static final Pattern LINK =
            Pattern.compile("\\]\\(([^)\\s]+)(?:\\s+\"[^\"]*\")?\\)|(?:src|srcset|href)=\"([^\"]+)\"");
    private static final Pattern HEADING = Pattern.compile("^#{1,6}\\s+(.*?)\\s*$", Pattern.MULTILINE);
    private static final Pattern COMMAND =
            Pattern.compile("(?:^|[\\s`|$(])(?:\\./)?commonwatch ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?");

    /** Written in pieces, so that this file does not find itself. */
    private static final Pattern LEFTOVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");

    @Test
    void everyRelativeLinkResolves() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path paper : papers()) {
            Matcher link = LINK.matcher(withoutCode(Files.readString(paper)));
            while (link.find()) {
                String target = link.group(1) == null ? link.group(2) : link.group(1);
                if (!target.matches("[a-z]+:.*")) {
                    check(paper, target, broken);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void everyCommandThatIsNamedExists() throws IOException {
        CommandLine table = Commands.table(Shell.nowhere());
        Set<String> unknown = new TreeSet<>();
        int found = 0;
        for (Path paper : papers()) {
            for (String code : codeOf(Files.readString(paper))) {
                Matcher command = COMMAND.matcher(code);
                while (command.find()) {
                    found++;
                    if (!exists(table, command.group(1), command.group(2))) {
                        unknown.add(
                                ROOT.relativize(paper) + ": " + command.group().strip());
                    }
                }
            }
        }
        assertEquals(Set.of(), unknown);
        assertTrue(found > 10, "the papers name commands, found " + found);
    }

    @Test
    void theManualCoversEveryCommand() throws IOException {
        String manual = Files.readString(ROOT.resolve("docs/cli.md"));
        List<String> missing = Commands.table(Shell.nowhere()).getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(spec -> !spec.usageMessage().hidden() && !spec.helpCommand())
                .flatMap(spec -> spec.subcommands().isEmpty()
                        ? Stream.of(spec.name())
                        : spec.subcommands().keySet().stream().map(sub -> spec.name() + " " + sub))
                .filter(name -> !manual.contains("`" + name))
                .toList();
        assertEquals(List.of(), missing);
    }

    @Test
    void nothingHalfDoneIsLeft() throws IOException {
        List<String> left = new ArrayList<>();
        for (Path file : sources()) {
            int number = 0;
            for (String line : Files.readString(file).split("\n", -1)) {
                number++;
                if (LEFTOVER.matcher(line).find()) {
                    left.add(ROOT.relativize(file) + ":" + number + ": " + line.strip());
                }
            }
        }
        assertEquals(List.of(), left);
    }

    private static void check(Path paper, String target, List<String> broken) throws IOException {
        int hash = target.indexOf('#');
        String file = URLDecoder.decode(hash < 0 ? target : target.substring(0, hash), StandardCharsets.UTF_8);
        Path resolved = file.isEmpty() ? paper : paper.resolveSibling(file).normalize();
        if (!resolved.startsWith(ROOT) || !Files.exists(resolved)) {
            broken.add(ROOT.relativize(paper) + " -> " + target);
        } else if (hash >= 0
                && resolved.toString().endsWith(".md")
                && !anchors(resolved).contains(target.substring(hash + 1))) {
            broken.add(ROOT.relativize(paper) + " -> " + target + " (no such heading)");
        }
    }

    private static Set<String> anchors(Path paper) throws IOException {
        Set<String> anchors = new TreeSet<>();
        Matcher heading = HEADING.matcher(withoutCode(Files.readString(paper)));
        while (heading.find()) {
            anchors.add(heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }

    private static boolean exists(CommandLine table, String name, String sub) {
        if (LAUNCHER.contains(name)) {
            return true;
        }
        CommandLine command = table.getSubcommands().get(name);
        if (command == null) {
            return false;
        }
        boolean onlyLeads = !command.getSubcommands().isEmpty() && !name.equals("import") && !name.equals("help");
        return !onlyLeads || sub == null || command.getSubcommands().containsKey(sub);
    }

    /** Fenced blocks and inline code: only there a command is a command and not English. */
    private static List<String> codeOf(String markdown) {
        List<String> code = new ArrayList<>();
        Matcher fence = Pattern.compile("(?s)```[a-z]*\\n(.*?)```").matcher(markdown);
        while (fence.find()) {
            code.addAll(
                    fence.group(1).lines().filter(line -> !line.startsWith("#")).toList());
        }
        Matcher inline = Pattern.compile("`([^`\\n]+)`").matcher(markdown.replaceAll("(?s)```.*?```", ""));
        while (inline.find()) {
            code.add(inline.group(1));
        }
        return code;
    }

    private static String withoutCode(String markdown) {
        return markdown.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\\n]*`", "");
    }

    private static List<Path> papers() throws IOException {
        List<Path> papers =
                files().filter(file -> file.toString().endsWith(".md")).toList();
        assertTrue(papers.stream().anyMatch(paper -> paper.endsWith("README.md")), "README.md is there");
        return papers;
    }

    private static List<Path> sources() throws IOException {
        return files().filter(file -> file.toString()
                                .matches(".*\\.(java|md|xml|sh|g4|sql|html|css|js|ts|mjs|properties|toml|service)")
                        || file.endsWith("commonwatch")
                        || file.endsWith(".ci/run"))
                .filter(file -> !file.toString().contains("/static/lib/"))
                .toList();
    }

    private static Stream<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new java.nio.file.SimpleFileVisitor<>() {
            private static final Set<String> SKIPPED =
                    Set.of("target", "node_modules", ".git", "commonwatch-home", ".idea", ".vscode");

            @Override
            public java.nio.file.FileVisitResult preVisitDirectory(
                    Path dir, java.nio.file.attribute.BasicFileAttributes attributes) {
                return SKIPPED.contains(dir.getFileName().toString())
                        ? java.nio.file.FileVisitResult.SKIP_SUBTREE
                        : java.nio.file.FileVisitResult.CONTINUE;
            }

            @Override
            public java.nio.file.FileVisitResult visitFile(
                    Path file, java.nio.file.attribute.BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && attributes.size() < 2_000_000) {
                    files.add(file);
                }
                return java.nio.file.FileVisitResult.CONTINUE;
            }
        });
        return files.stream().sorted();
    }
}

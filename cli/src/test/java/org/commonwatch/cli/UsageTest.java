package org.commonwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.commonwatch.cli.console.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the parser accepts; nothing here reaches a node. */
class UsageTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    nonsense                                          | Unmatched argument
                    import                                            | Name a file
                    import missing.json                               | There is no file
                    import ftp://files.example.org/a.json             | Only well-formed http and https
                    import http:///nohost                             | Only well-formed http and https
                    import - -                                        | can be read once
                    import - --format xml                             | --format is one of
                    import - --tlp white                              | --tlp is one of clear
                    import - --tlp purple                             | --tlp is one of clear
                    export --format pdf                               | --format is one of
                    export --log sample                               | --log is one of
                    export --json                                     | give one with -o
                    export --format csv --kind ipv4                   | csv holds objects
                    export --format hosts --log home                  | hosts holds values
                    search                                            | Missing required parameter
                    search x --limit 0                                | --limit is from
                    search x --limit many                             | Invalid value
                    lookup                                            | Missing required parameter
                    lookup - 192.0.2.1                                | not both
                    show                                              | Missing required parameter
                    show a b                                          | Unmatched argument
                    recall                                            | Name objects by id, or one batch
                    recall indicator--1 --batch b-1                   | Name objects by id, or one batch
                    erase                                             | Name objects by id, or one batch
                    erase indicator--1 --entry home/3                 | Name objects by id, or one batch
                    erase indicator--1                                | no terminal to ask on
                    erase indicator--1 --position 2 --yes             | --position goes with --entry
                    erase --entry home --yes                          | An entry is named as LOG/INDEX
                    share                                             | Name objects by id, or one batch
                    share indicator--1                                | no terminal to ask on
                    token create                                      | Missing required parameter
                    token create x --rights admin                     | --rights is one of
                    token create x --expires tomorrow                 | --expires is a date
                    token create x --expires 2020-01-01               | lies in the past
                    feed add x                                        | Missing required
                    feed add x https://a.example --kind rss           | --kind is one of
                    feed add x file:///etc/passwd --kind text         | URL is a well-formed http
                    feed add x https://a.example --kind text --every 0 | --every is from
                    feed add x https://a.example --kind text --header nocolon | --header is one line
                    notify add                                        | Usage: commonwatch notify add
                    notify add webhook soc ftp://a.example            | URL is a well-formed http
                    notify add webhook soc https://a.example --digest never | --digest is one of
                    notify add webhook soc https://a.example --max-tlp green | --max-tlp is one of
                    notify add webhook soc https://a.example --verdict no | --verdict is one of
                    notify add webhook soc https://a.example --header x | --header is one line
                    notify add syslog siem s.example --transport http | --transport is one of
                    notify add mail duty m.example --from a@b.example | Missing required option
                    notify add mail duty m.example --from a@b.example --to c@d.example --user u | are given together
                    notify log soc --limit 0                          | --limit is from
                    notify remove soc                                 | no terminal to ask on
                    community council                                 | Usage: commonwatch community council
                    community council add                             | Missing required parameter
                    community council remove Grid                     | no terminal to ask on
                    rebuild --batch 0                                 | --batch is from
                    scan                                              | Missing required parameter
                    scan missing.log                                  | There is no file
                    scan - - --index a.idx                            | can be read once
                    scan - --indicators missing.tsv                   | There is no file
                    scan - --index missing.idx                        | There is no file
                    scan - --index a.idx --home b                     | Give one of
                    scan - --format xml                               | --format is one of
                    scan - --profile suricata                         | --profile is one of
                    scan - --threads 0                                | --threads is from
                    index build                                       | Missing required
                    index build missing.tsv -o x.idx                  | There is no file
                    index info missing.idx                            | There is no file
                    index lookup a.idx                                | Missing required parameter
                    sim --seeds 0                                     | --seeds is from
                    sim --threads 0                                   | --threads is from
                    sim 12                                            | Unmatched argument
                    restore x.tar                                     | Missing required option
                    restore x.tar --home y                            | There is no file
                    """)
    void refusesWrongUsage(String line, String sentence) {
        Shell.Said said = new Shell(folder).run(line.split(" "));
        assertEquals(Exit.USAGE, said.code(), said.err());
        assertTrue(said.err().contains(sentence), said.err());
        assertTrue(said.err().contains("--help"), "says where help is: " + said.err());
        assertEquals("", said.out());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyCommand")
    void teachesWithHelp(String name) {
        Shell.Said said = new Shell(folder).run((name + " --help").strip().split(" "));
        assertEquals(Exit.DONE, said.code(), said.err());
        assertTrue(said.out().contains("Usage: commonwatch"), said.out());
        assertEquals("", said.err());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyLeaf")
    void showsAnExampleAndOffersJson(String name) {
        String help = new Shell(folder).run((name + " --help").split(" ")).out();
        assertTrue(help.contains("--json"), name + " has --json");
        if (!name.matches("feed (pause|resume|poll|remove)")) {
            assertTrue(help.contains("Examples:\n  "), name + " shows an example");
            assertTrue(help.contains("commonwatch " + name), name + " shows itself: " + help);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    comunity                     | commonwatch community
                    comunity create harbour      | commonwatch community
                    serch harbour                | commonwatch search
                    community statsu             | commonwatch community status
                    community council ad         | commonwatch community council add
                    community sucession vote     | commonwatch community succession
                    token crate NAME             | commonwatch token create
                    status --jsno                | commonwatch status --json
                    community invite h --expire 3d | commonwatch community invite --expires
                    hlep                         | commonwatch help
                    """)
    void saysWhichCommandIsNear(String arguments, String meant) {
        Shell.Said said = new Shell(folder).run(arguments.split(" "));
        assertEquals(Exit.USAGE, said.code(), said.err());
        assertTrue(said.err().contains("\nDid you mean: " + meant + "\n"), said.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "community nonsense", "show a b", "status --nonsense", "x"})
    void suggestsNothingFarFetched(String arguments) {
        Shell.Said said = new Shell(folder).run(arguments.split(" "));
        assertEquals(Exit.USAGE, said.code(), said.err());
        assertFalse(said.err().contains("Did you mean"), said.err());
    }

    @Test
    void saysHowToStartANodeThatIsNotThere() {
        Shell.Said said = new Shell(folder).run("status");
        assertEquals(Exit.FAULT, said.code());
        assertEquals(
                "commonwatch: no node is running in " + folder.resolve("commonwatch-home")
                        + "; start it with: commonwatch up\n",
                said.err());
    }

    @Test
    void printsTheVersion() {
        Shell.Said said = new Shell(folder).run("--version");
        assertEquals(Exit.DONE, said.code());
        assertTrue(said.out().matches("commonwatch [0-9]+\\.[0-9]+\\.[0-9]+\\S*\n"), said.out());
        assertFalse(said.out().contains("${"), "the version was filled in");
    }

    static Stream<String> everyCommand() {
        return specs().map(UsageTest::name);
    }

    static Stream<String> everyLeaf() {
        return specs().filter(
                        spec -> spec.subcommands().isEmpty() || spec.name().equals("import"))
                .map(UsageTest::name);
    }

    private static Stream<CommandSpec> specs() {
        CommandLine root = Commands.table(Shell.nowhere());
        return root.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(spec -> !spec.usageMessage().hidden() && !spec.helpCommand())
                .flatMap(UsageTest::withSubcommands);
    }

    private static Stream<CommandSpec> withSubcommands(CommandSpec spec) {
        return Stream.concat(
                Stream.of(spec),
                spec.subcommands().values().stream()
                        .map(CommandLine::getCommandSpec)
                        .flatMap(UsageTest::withSubcommands));
    }

    private static String name(CommandSpec spec) {
        return spec.qualifiedName().substring("commonwatch ".length());
    }
}

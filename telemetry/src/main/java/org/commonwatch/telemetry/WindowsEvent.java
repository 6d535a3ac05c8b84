package org.commonwatch.telemetry;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Windows events as JSON: of Winlogbeat ({@code winlog.event_data}), of evtx_dump and its like ({@code Event.EventData}), and
 * of NXLog (all in one level), Sysmon's fields among them.
 */
final class WindowsEvent implements LineParser {
    /** Data of the event itself, wherever a shape keeps it. */
    static final String DATA = """
        UtcTime                   TIME
        SourceIp                  src-ip
        SourceAddress             src-ip
        IpAddress                 src-ip
        SourcePort                src-port
        IpPort                    src-port
        SourceHostname            src-host
        WorkstationName           src-host
        DestinationIp             dst-ip
        DestAddress               dst-ip
        DestinationPort           dst-port
        DestPort                  dst-port
        DestinationHostname       domain
        QueryName                 domain
        QueryResults              RESULTS
        QueryStatus               status
        Protocol                  protocol
        User                      user
        TargetUserName            user
        SubjectUserName           user
        Image                     process
        NewProcessName            process
        ProcessName               process
        Application               process
        ParentImage               parent
        ParentProcessName         parent
        CommandLine               command-line
        ProcessCommandLine        command-line
        ScriptBlockText           command-line
        TargetFilename            file-name
        ImageLoaded               file-name
        OriginalFileName          file-name
        ServiceFileName           file-name
        Hashes                    HASHES
        Hash                      HASHES
        TargetObject              registry-key
        ObjectName                registry-key
        """;

    /** What every event carries, by shape; the first level of NXLog holds the data as well. */
    static final String ENVELOPE = """
        @timestamp                                      TIME
        winlog/event_id                                 KIND
        winlog/computer_name                            host
        winlog/keywords                                 OUTCOME
        event/outcome                                   OUTCOME
        Event/System/EventID                            KIND
        Event/System/EventID/#text                      KIND
        Event/System/Computer                           host
        Event/System/Keywords                           OUTCOME
        Event/System/TimeCreated/#attributes/SystemTime TIME
        Event/System/TimeCreated/SystemTime             TIME
        Event/System/TimeCreated/@SystemTime            TIME
        EventTime                                       TIME
        EventID                                         KIND
        Hostname                                        host
        EventType                                       OUTCOME
        Keywords                                        OUTCOME
        """;

    private static final Names NAMES = Names.nested(ENVELOPE
            + Stream.of("winlog/event_data/", "Event/EventData/", "")
                    .map(place -> DATA.lines().map(row -> place + row).collect(Collectors.joining("\n", "", "\n")))
                    .collect(Collectors.joining()));

    private final JsonLine json = new JsonLine();

    @Override
    public Optional<Misfit> read(byte[] line, int from, int to, Draft draft) {
        Optional<Misfit> misfit = json.read(line, from, to, NAMES, draft);
        if (misfit.isEmpty() && draft.kind().isEmpty()) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        verdict(draft);
        return misfit;
    }

    /** Of audits: the word, or the bits of the keywords mask (winmeta.xml: 0x10 and 0x20 in the seventh byte). */
    private static void verdict(Draft draft) {
        switch (draft.outcome()) {
            case "Audit Failure", "AUDIT_FAILURE", "failure", "0x8010000000000000", "-9218868437227405312" ->
                draft.verdict(Verdict.BLOCKED);
            case "Audit Success", "AUDIT_SUCCESS", "success", "0x8020000000000000", "-9214364837600034816" ->
                draft.verdict(Verdict.ALLOWED);
            default -> {}
        }
        // The filtering platform speaks in event numbers: 5152, 5153 and 5157 block; 5156 and 5158 permit.
        switch (draft.kind()) {
            case "5152", "5153", "5157" -> draft.verdict(Verdict.BLOCKED);
            case "5156", "5158" -> draft.verdict(Verdict.ALLOWED);
            default -> {}
        }
    }

    /** Answers between semicolons; a name has its record type before it. */
    static void results(Draft draft, byte[] line, int from, int to) {
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || line[i] == ';') {
                int word = i;
                while (word > start && line[word - 1] != ' ') {
                    word--;
                }
                draft.add(Field.ANSWERS, line, word, i);
                start = i + 1;
            }
        }
    }
}

package org.commonwatch.telemetry;

import java.util.Optional;

/**
 * OCSF events: network, HTTP, DNS, SSH and file activity, process and module activity, authentication, and findings as far as
 * they share objects with these.
 */
final class Ocsf implements LineParser {
    static final String TABLE = """
        class_uid                            KIND
        time_dt                              TIME
        time                                 TIME
        src_endpoint/ip                      src-ip
        src_endpoint/port                    src-port
        src_endpoint/hostname                src-host
        dst_endpoint/ip                      dst-ip
        dst_endpoint/port                    dst-port
        dst_endpoint/hostname                domain
        dst_endpoint/domain                  domain
        connection_info/protocol_name        protocol
        app_name                             protocol
        traffic/bytes_in                     bytes-in
        traffic/bytes_out                    bytes-out
        tls/sni                              domain
        query/hostname                       domain
        answers/rdata                        answers
        rcode                                status
        http_request/http_method             method
        http_request/user_agent              user-agent
        http_request/referrer                referrer
        http_request/url/url_string          URI
        http_request/url/hostname            domain
        http_request/url/scheme              SCHEME
        url/scheme                           SCHEME
        http_response/code                   status
        url/url_string                       URI
        url/hostname                         domain
        device/hostname                      host
        device/ip                            src-ip
        actor/user/name                      user
        user/name                            user
        actor/process/file/path              parent
        actor/process/file/name              parent
        process/file/path                    process
        process/file/name                    process
        process/cmd_line                     command-line
        process/parent_process/file/path     parent
        process/file/hashes/value            HASHES
        file/path                            file-name
        file/name                            file-name
        file/hashes/value                    HASHES
        module/file/path                     file-name
        module/file/hashes/value             HASHES
        reg_key/path                         registry-key
        email/from                           email-from
        email/to                             email-to
        disposition                          action
        action                               action
        disposition_id                       OUTCOME
        """;

    private static final Names NAMES = Names.nested(TABLE);

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

    /** {@code disposition_id} of the security control profile, OCSF 1.1 and later. */
    private static void verdict(Draft draft) {
        switch (draft.outcome()) {
            case "1", "15", "17" -> draft.verdict(Verdict.ALLOWED);
            case "2", "3", "5", "6", "7", "8", "9" -> draft.verdict(Verdict.BLOCKED);
            default -> {}
        }
    }
}

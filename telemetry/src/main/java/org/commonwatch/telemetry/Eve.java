package org.commonwatch.telemetry;

import java.util.Optional;

/** Suricata's EVE JSON, versions 1 to 3 of its DNS records included. */
final class Eve implements LineParser {
    static final String TABLE = """
        timestamp                 TIME
        event_type                KIND
        src_ip                    src-ip
        src_port                  src-port
        dest_ip                   dst-ip
        dest_port                 dst-port
        app_proto                 protocol
        proto                     protocol
        host                      host
        http/hostname             domain
        http/url                  URI
        http/http_user_agent      user-agent
        http/http_refer           referrer
        http/http_method          method
        http/status               status
        tls/sni                   domain
        quic/sni                  domain
        dns/rrname                domain
        dns/query/rrname          domain
        dns/queries/rrname        domain
        dns/rcode                 status
        dns/rdata                 answers
        dns/answers/rdata         answers
        dns/answer/rdata          answers
        dns/grouped/A             answers
        dns/grouped/AAAA          answers
        dns/grouped/CNAME         answers
        dns/grouped/TXT           answers
        dns/grouped/MX            answers
        dns/grouped/NS            answers
        fileinfo/filename         file-name
        fileinfo/md5              md5
        fileinfo/sha1             sha1
        fileinfo/sha256           sha256
        files/filename            file-name
        files/md5                 md5
        files/sha1                sha1
        files/sha256              sha256
        smb/filename              file-name
        smtp/mail_from            email-from
        smtp/rcpt_to              email-to
        email/from                email-from
        email/to                  email-to
        email/attachment          file-name
        email/url                 url
        ftp/command               method
        krb5/cname                user
        flow/bytes_toserver       bytes-out
        flow/bytes_toclient       bytes-in
        verdict/action            action
        alert/action              action
        """;

    private static final Names NAMES = Names.nested(TABLE);

    private final JsonLine json = new JsonLine();

    @Override
    public Optional<Misfit> read(byte[] line, int from, int to, Draft draft) {
        Optional<Misfit> misfit = json.read(line, from, to, NAMES, draft);
        if (misfit.isEmpty() && draft.kind().isEmpty()) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        if (draft.kind().equals("drop")) {
            draft.verdict(Verdict.BLOCKED);
        }
        return misfit;
    }
}

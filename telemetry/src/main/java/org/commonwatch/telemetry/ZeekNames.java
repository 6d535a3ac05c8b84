package org.commonwatch.telemetry;

import java.util.ArrayList;
import java.util.List;

/** Columns of Zeek's logs. A name after a log's path and a colon holds in that log only and goes first. */
final class ZeekNames {
    static final String TABLE = """
        ts                        TIME
        _path                     KIND
        id.orig_h                 src-ip
        id.orig_p                 src-port
        id.resp_h                 dst-ip
        id.resp_p                 dst-port
        proto                     protocol
        service                   protocol
        orig_bytes                bytes-out
        resp_bytes                bytes-in
        conn_state                status
        query                     domain
        rcode_name                status
        answers                   answers
        method                    method
        host                      domain
        uri                       URI
        referrer                  referrer
        user_agent                user-agent
        status_code               status
        username                  user
        orig_filenames            file-name
        resp_filenames            file-name
        server_name               domain
        san.dns                   domain
        filename                  file-name
        md5                       md5
        sha1                      sha1
        sha256                    sha256
        mailfrom                  email-from
        rcptto                    email-to
        from                      email-from
        to                        email-to
        client_addr               src-ip
        assigned_addr             src-ip
        host_name                 src-host
        hostname                  src-host
        user                      user
        client                    user
        src                       src-ip
        dst                       dst-ip
        p                         dst-port
        request.host              domain
        request_p                 dst-port
        files:tx_hosts            src-ip
        files:rx_hosts            dst-ip
        files:source              protocol
        smb_files:name            file-name
        smb_files:action          method
        ftp:command               method
        ftp:arg                   URI
        notice:actions            NONE
        dhcp:client               NONE
        software:host             src-ip
        known_hosts:host          src-ip
        known_services:host       src-ip
        known_certs:host          src-ip
        weird:name                NONE
        sip:request_from          NONE
        sip:request_to            NONE
        ssh:client                NONE
        """;

    private static final Names ALL = Names.flat(TABLE);

    private ZeekNames() {}

    static Slot of(String path, String name) {
        Names here = ALL.under(path + ":" + name);
        return here == Names.NOTHING ? ALL.under(name).slot() : here.slot();
    }

    /** The names of one log, those of its own first; of no log in particular for an empty path. */
    static Names of(String path) {
        StringBuilder table = new StringBuilder();
        List<String> own = new ArrayList<>();
        for (String row : TABLE.lines().toList()) {
            int colon = row.indexOf(':');
            if (colon < 0) {
                table.append(row).append('\n');
            } else if (row.startsWith(path + ":")) {
                own.add(row.substring(colon + 1));
            }
        }
        own.forEach(row -> table.append(row).append('\n'));
        return Names.flat(table.toString());
    }
}

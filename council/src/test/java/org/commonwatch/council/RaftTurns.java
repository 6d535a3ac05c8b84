package org.commonwatch.council;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;

/** Ratis' log files of a node that is closed, read and written anew. */
final class RaftTurns {
    private static final int HEADER_BYTES = 8;
    private static final int CHECKSUM_BYTES = 4;

    private RaftTurns() {}

    /** A turn and its bytes as they stand in a file. */
    record Stored(LogEntryProto turn, ByteString bytes) {
        /** The nodes before a change together with those after. */
        boolean isBoth() {
            return turn.hasConfigurationEntry() && turn.getConfigurationEntry().getOldPeersCount() > 0;
        }

        boolean isCouncilOf(int nodes) {
            return turn.hasConfigurationEntry()
                    && turn.getConfigurationEntry().getOldPeersCount() == 0
                    && turn.getConfigurationEntry().getPeersCount() == nodes;
        }
    }

    static Path current(Path raft) throws IOException {
        try (Stream<Path> folders = Files.list(raft)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("current")))
                    .findFirst()
                    .orElseThrow()
                    .resolve("current");
        }
    }

    private static List<Path> files(Path current) throws IOException {
        try (Stream<Path> files = Files.list(current)) {
            return files.filter(file -> file.getFileName().toString().startsWith("log_"))
                    .toList();
        }
    }

    static SortedMap<Long, Stored> read(Path current) throws IOException {
        SortedMap<Long, Stored> turns = new TreeMap<>();
        for (Path file : files(current)) {
            byte[] bytes = Files.readAllBytes(file);
            int at = HEADER_BYTES;
            while (at < bytes.length && bytes[at] != 0) {
                CodedInputStream in = CodedInputStream.newInstance(bytes, at, bytes.length - at);
                int size = in.readUInt32();
                int begins = at + in.getTotalBytesRead();
                LogEntryProto turn = LogEntryProto.parseFrom(Arrays.copyOfRange(bytes, begins, begins + size));
                int ends = begins + size + CHECKSUM_BYTES;
                turns.put(turn.getIndex(), new Stored(turn, ByteString.copyFrom(bytes, at, ends - at)));
                at = ends;
            }
        }
        return turns;
    }

    /** These and no others, as one file. */
    static void write(Path current, SortedMap<Long, Stored> turns) throws IOException {
        List<Path> before = files(current);
        byte[] header = Arrays.copyOf(Files.readAllBytes(before.getFirst()), HEADER_BYTES);
        for (Path file : before) {
            Files.delete(file);
        }
        if (!turns.isEmpty()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(header);
            for (Stored turn : turns.values()) {
                turn.bytes().writeTo(all);
            }
            Files.write(current.resolve("log_inprogress_" + turns.firstKey()), all.toByteArray());
        }
    }
}

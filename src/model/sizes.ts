// Bytes of headers as they are on the wire, which no configuration changes.

const bytes: Readonly<Record<string, number>> = {
  ethhdr: 14, vlan_hdr: 4, vlan_ethhdr: 18, arphdr: 8, llc_pdu_un: 3, pppoe_hdr: 6, pppoe_tag: 4,
  iphdr: 20, in_addr: 4, icmphdr: 8, igmphdr: 8, igmpv3_query: 12, igmpv3_report: 8, ip_beet_phdr: 4,
  ipv6hdr: 40, in6_addr: 16, icmp6hdr: 8, ipv6_opt_hdr: 2, frag_hdr: 8,
  udphdr: 8, tcphdr: 20, sctphdr: 12, dccp_hdr: 12,
  ip_auth_hdr: 12, ip_esp_hdr: 8, ip_comp_hdr: 4, gre_base_hdr: 4, vxlanhdr: 8, genevehdr: 8,
  mpls_shim_hdr: 4, ieee80211_hdr: 30, ieee80211_hdr_3addr: 24,
  nlmsghdr: 16, genlmsghdr: 4, nlattr: 4, rtmsg: 12, ifinfomsg: 16, nlmsgerr: 20,
}; // prettier-ignore

/** undefined where it depends on more than the name: "sizeof(struct iphdr)" → 20. */
export function sizeOf(words: string): number | undefined {
  const [, tag = ""] = /^sizeof\(struct (\w+)\)$/.exec(words) ?? [];
  return Object.hasOwn(bytes, tag) ? bytes[tag] : undefined;
}

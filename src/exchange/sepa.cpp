// Payments as banks take them.
#include "exchange/sepa.hpp"

#include <pugixml.hpp>

#include "dealerkit/core/money.hpp"
#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace exchange {

namespace {

// The letters, digits and marks that every bank takes.
std::string sepa_text(std::string_view typed, std::size_t most) {
  constexpr std::string_view marks = "/-?:().,'+ ";
  std::string text;
  for (const char c : text::without_accents(typed)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       marks.find(c) != std::string_view::npos;
    const bool starts = (static_cast<unsigned char>(c) & 0xc0) != 0x80;  // one blank a character, not a byte
    if (plain)
      text.push_back(c);
    else if (starts)
      text.push_back(' ');
  }
  if (text.size() > most) text.resize(most);
  const auto last = text.find_last_not_of(' ');
  text.resize(last == std::string::npos ? 0 : last + 1);
  return text.empty() ? std::string("NOTPROVIDED") : text;
}

std::string amount_text(std::int64_t cents) { return to_string(money::minor(cents, euro)); }

// Identifiers have 35 characters; the hyphens of a UUID are what it can do without.
std::string identifier_text(std::string_view id) {
  std::string text;
  for (const char c : sepa_text(id, 70))
    if (c != '-') text.push_back(c);
  if (text.size() > 35) text.resize(35);
  return text;
}

void text_child(pugi::xml_node parent, const char* name, const std::string& value) {
  parent.append_child(name).text().set(value.c_str());
}

// The bank of a party.
void bank(pugi::xml_node parent, const char* name, const party& of) {
  auto institution = parent.append_child(name).append_child("FinInstnId");
  if (!of.bic.empty())
    text_child(institution, "BICFI", of.bic);
  else
    text_child(institution.append_child("Othr"), "Id", "NOTPROVIDED");
}

void account(pugi::xml_node parent, const char* name, const party& of) {
  text_child(parent.append_child(name).append_child("Id"), "IBAN", of.iban);
}

struct string_writer final : pugi::xml_writer {
  std::string text;
  void write(const void* data, std::size_t size) override { text.append(static_cast<const char*>(data), size); }
};

}  // namespace

std::string pain_001(const credit_transfers& file) {
  std::int64_t sum = 0;
  for (const auto& one : file.transfers) sum += one.cents;
  const std::string count = std::to_string(file.transfers.size());
  const std::string message = identifier_text(file.message);

  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto root = document.append_child("Document");
  root.append_attribute("xmlns") = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
  auto initiation = root.append_child("CstmrCdtTrfInitn");

  auto header = initiation.append_child("GrpHdr");
  text_child(header, "MsgId", message);
  std::string created;
  append_instant(created, std::chrono::floor<std::chrono::seconds>(file.created), std::chrono::seconds{0});
  text_child(header, "CreDtTm", created);
  text_child(header, "NbOfTxs", count);
  text_child(header, "CtrlSum", amount_text(sum));
  text_child(header.append_child("InitgPty"), "Nm", sepa_text(file.payer.name, 70));

  auto block = initiation.append_child("PmtInf");
  text_child(block, "PmtInfId", message);
  text_child(block, "PmtMtd", "TRF");
  text_child(block, "BtchBookg", "true");
  text_child(block, "NbOfTxs", count);
  text_child(block, "CtrlSum", amount_text(sum));
  text_child(block.append_child("PmtTpInf").append_child("SvcLvl"), "Cd", "SEPA");
  std::string day;
  append_date(day, file.on);
  text_child(block.append_child("ReqdExctnDt"), "Dt", day);
  text_child(block.append_child("Dbtr"), "Nm", sepa_text(file.payer.name, 70));
  account(block, "DbtrAcct", file.payer);
  bank(block, "DbtrAgt", file.payer);
  text_child(block, "ChrgBr", "SLEV");

  for (std::size_t i = 0; i < file.transfers.size(); ++i) {
    const auto& one = file.transfers[i];
    auto transfer = block.append_child("CdtTrfTxInf");
    auto identifiers = transfer.append_child("PmtId");
    text_child(identifiers, "InstrId", std::to_string(i + 1));
    text_child(identifiers, "EndToEndId", sepa_text(one.reference, 35));
    auto amount = transfer.append_child("Amt").append_child("InstdAmt");
    amount.append_attribute("Ccy") = "EUR";
    amount.text().set(amount_text(one.cents).c_str());
    if (!one.to.bic.empty()) bank(transfer, "CdtrAgt", one.to);
    text_child(transfer.append_child("Cdtr"), "Nm", sepa_text(one.to.name, 70));
    account(transfer, "CdtrAcct", one.to);
    text_child(transfer.append_child("RmtInf"), "Ustrd", sepa_text(one.remittance, 140));
  }
  string_writer out;
  document.save(out, "  ");
  return std::move(out.text);
}

}  // namespace exchange
}  // namespace v1
}  // namespace dealerkit

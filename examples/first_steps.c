/* A desk in memory, one request of the protocol, one typed check. */
#include <stdio.h>

#include "dealerkit.h"

int main(void) {
  dk_desk *desk = NULL;
  dk_error *err = NULL;
  if (dk_desk_open(&desk, NULL, &err) != DK_OK) {
    fprintf(stderr, "%.*s\n", (int)dk_error_message(err).size, dk_error_message(err).data);
    dk_error_free(err);
    return 1;
  }

  dk_text *reply = NULL;
  if (dk_call(desk, dk_str_of("{\"verb\":\"check.vat\",\"args\":{\"value\":\"BE 0403.170.701\"}}"), &reply, NULL) == DK_OK)
    printf("%.*s\n", (int)dk_text_view(reply).size, dk_text_view(reply).data);
  dk_text_free(reply);

  dk_checked found;
  if (dk_check_iban(&found, dk_str_of("BE68 5390 0754 7034")) == DK_OK && found.verdict == DK_VERDICT_VALID)
    printf("%.*s\n", (int)found.text_size, found.text);

  dk_desk_close(desk);
  return 0;
}

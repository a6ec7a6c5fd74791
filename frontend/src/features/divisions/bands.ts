/** The age bands of children in years, both ends included, as the API names them. */
export const ageBands = ['0_2', '3_5', '6_11', '12_14', '15_17'] as const
